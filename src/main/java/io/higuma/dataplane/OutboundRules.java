package io.higuma.dataplane;

import io.higuma.validation.NetworkNames;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import java.util.Set;

/** What the outbounds of a Dataplane have to be. */
final class OutboundRules {
  private static final Set<String> BACKEND_KINDS =
      Set.of("MeshExternalService", "MeshMultiZoneService", "MeshService");

  private OutboundRules() {}

  static void outbounds(SpecNode networking) {
    for (SpecNode outbound : networking.field("outbound").objects()) {
      InboundRules.requiredPort(outbound.field("port"));
      SpecNode address = outbound.field("address");
      address
          .text()
          .filter(text -> !text.isEmpty() && !NetworkNames.isIp(text))
          .ifPresent(wrong -> address.reject("address has to be valid IP address"));
      destination(outbound.field("backendRef"), outbound.field("tags"));
    }
  }

  private static void destination(SpecNode backend, SpecNode tags) {
    if (backend.isAbsent()) {
      TagRules.tags(tags);
      if (!tags.json().has(InboundTags.SERVICE)) {
        tags.reject("mandatory tag \"kuma.io/service\" is missing");
      }
      return;
    }
    if (!tags.isEmpty()) {
      backend.reject("both backendRef and tags/service cannot be defined");
    }
    kind(backend.field("kind"));
    boolean isNamed = !backend.field("name").textOrEmpty().isEmpty();
    backend.field("labels").expectMapOfTexts();
    boolean isLabelled = !backend.field("labels").isEmpty();
    if (isNamed == isLabelled) {
      backend.reject("either 'name' or 'labels' should be specified");
    }
    SpecNode port = backend.field("port");
    if (!backend.field("kind").textOrEmpty().equals("MeshExternalService")) {
      InboundRules.requiredPort(port);
    } else if (InboundRules.number(port) != 0) {
      NumberRules.port(port, InboundRules.PORT_RANGE);
    }
  }

  static void kind(SpecNode kind) {
    if (!BACKEND_KINDS.contains(kind.textOrEmpty())) {
      kind.reject(
          "invalid value. Available values are: MeshExternalService,MeshMultiZoneService,MeshService");
    }
  }

  /** Whether an outbound has that port of the loopback address. */
  static boolean uses(SpecNode networking, long port) {
    return networking.field("outbound").objects().stream()
        .anyMatch(outbound -> {
          String address = outbound.field("address").textOrEmpty();
          boolean isLoopback = address.isEmpty() || address.equals(DataplaneValidator.LOOPBACK);
          return isLoopback && InboundRules.number(outbound.field("port")) == port;
        });
  }
}
