package io.higuma.dataplane;

import io.higuma.validation.DurationRules;
import io.higuma.validation.EnumRules;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the inbounds of a Dataplane have to be. */
final class InboundRules {
  static final String PORT_RANGE = "port must be in the range [1, 65535]";

  private static final String SAME_PLACE =
      "serviceAddress and servicePort has to differ from address and port";
  private static final String NOT_POSITIVE = "must have a positive value";
  private static final Set<String> PROTOCOLS =
      Set.of("grpc", "http", "http2", "kafka", "tcp", "tls", "mysql");
  private static final List<String> STATES = List.of("Ready", "NotReady", "Ignored");

  private InboundRules() {}

  static void inbounds(SpecNode networking) {
    String address = networking.field("address").textOrEmpty();
    for (SpecNode inbound : networking.field("inbound").objects()) {
      requiredPort(inbound.field("port"));
      SpecNode servicePort = inbound.field("servicePort");
      if (number(servicePort) != 0) {
        NumberRules.port(servicePort, PORT_RANGE);
      }
      addresses(inbound, address);
      tags(inbound.field("tags"));
      protocol(inbound.field("protocol"));
      serviceProbe(inbound.field("serviceProbe"));
      EnumRules.oneOf(inbound.field("state"), STATES);
      inbound.expectTexts("name");
      inbound.field("health").expectTruths("ready");
    }
  }

  static void requiredPort(SpecNode port) {
    if (port.isAbsent()) {
      port.reject(PORT_RANGE);
    }
    NumberRules.port(port, PORT_RANGE);
  }

  /** Zero when there is none. */
  static long number(SpecNode node) {
    return node.integer().orElse(0L);
  }

  private static void addresses(SpecNode inbound, String dataplaneAddress) {
    SpecNode serviceAddress = inbound.field("serviceAddress");
    String service = serviceAddress.textOrEmpty();
    boolean isSamePort =
        number(inbound.field("servicePort")) == 0
            || number(inbound.field("servicePort")) == number(inbound.field("port"));
    if (!service.isEmpty()) {
      if (!NetworkNames.isIp(service)) {
        serviceAddress.reject("serviceAddress has to be valid IP address");
      }
      if (service.equals(dataplaneAddress) && isSamePort) {
        serviceAddress.reject(SAME_PLACE);
      }
    }
    SpecNode own = inbound.field("address");
    String text = own.textOrEmpty();
    if (!text.isEmpty()) {
      if (!NetworkNames.isIp(text)) {
        own.reject("address has to be valid IP address");
      }
      if (text.equals(service) && isSamePort) {
        serviceAddress.reject(SAME_PLACE);
      }
    }
  }

  private static void tags(SpecNode tags) {
    if (tags.isEmpty()) {
      return;
    }
    DataplaneValidator.serviceTag(tags);
    for (SpecNode.Entry tag : tags.entries()) {
      String value = tag.value().textOrEmpty();
      if (tag.key().equals(InboundTags.PROTOCOL) && !isProtocol(value)) {
        tag.value().reject("tag \"kuma.io/protocol\" " + wrongProtocol(value));
      }
    }
    TagRules.tags(tags);
  }

  private static void protocol(SpecNode protocol) {
    String text = protocol.textOrEmpty();
    if (!text.isEmpty() && !isProtocol(text)) {
      protocol.reject(wrongProtocol(text));
    }
  }

  private static String wrongProtocol(String text) {
    return "has an invalid value \"%s\". Allowed values: grpc, http, http2, kafka, tcp"
        .formatted(SpecNode.shortened(text));
  }

  private static boolean isProtocol(String text) {
    return PROTOCOLS.contains(text.toLowerCase(Locale.ROOT));
  }

  private static void serviceProbe(SpecNode probe) {
    for (String field : List.of("interval", "timeout")) {
      SpecNode duration = probe.field(field);
      DurationRules.seconds(duration)
          .filter(read -> !read.isPositive())
          .ifPresent(wrong -> duration.reject(NOT_POSITIVE));
    }
    for (String field : List.of("unhealthyThreshold", "healthyThreshold")) {
      SpecNode threshold = probe.field(field);
      threshold
          .integer()
          .filter(number -> number <= 0)
          .ifPresent(wrong -> threshold.reject(NOT_POSITIVE));
    }
    probe.field("tcp").expectObject();
  }

  /** Whether an inbound, or the workload behind it, has that port of the loopback address. */
  static boolean uses(SpecNode networking, long port) {
    String dataplaneAddress = networking.field("address").textOrEmpty();
    return networking.field("inbound").objects().stream()
        .anyMatch(inbound -> {
          String own = inbound.field("address").textOrEmpty();
          String address = own.isEmpty() ? dataplaneAddress : own;
          String service = inbound.field("serviceAddress").textOrEmpty();
          long inboundPort = number(inbound.field("port"));
          long servicePort = number(inbound.field("servicePort"));
          return (isLoopback(address) && inboundPort == port)
              || (isLoopback(service.isEmpty() ? address : service)
                  && (servicePort == 0 ? inboundPort : servicePort) == port);
        });
  }

  private static boolean isLoopback(String address) {
    return address.equals(DataplaneValidator.LOOPBACK) || address.equals("0.0.0.0");
  }
}
