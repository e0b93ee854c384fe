package io.higuma.dataplane;

import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.EnumRules;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Findings;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.PrometheusRules;
import io.higuma.validation.SpecNode;
import io.higuma.validation.TagRules;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what is wrong with a Dataplane, whatever cluster it is for. */
public final class DataplaneValidator implements SpecValidator {
  static final String LOOPBACK = "127.0.0.1";

  private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");
  private static final List<String> GATEWAY_TYPES = List.of("DELEGATED", "BUILTIN");
  private static final List<String> IP_FAMILY_MODES =
      List.of("UnSpecified", "DualStack", "IPv4", "IPv6");

  @Override
  public List<Violation> validate(ResourceView dataplane) {
    var findings = new Findings();
    SpecNode spec = SpecNode.of(dataplane.spec(), FieldPath.of("spec"), findings);
    SpecNode networking = spec.field("networking");
    if (networking.isAbsent()) {
      networking.reject("must be defined");
      return findings.violations();
    }
    admin(networking);
    address(networking.field("address"));
    networking.expectTexts("advertisedAddress");
    InboundRules.inbounds(networking);
    OutboundRules.outbounds(networking);
    transparentProxying(networking);
    ProbeRules.check(spec.field("probes"));
    kind(spec, networking);
    return findings.violations();
  }

  private static void kind(SpecNode spec, SpecNode networking) {
    SpecNode gateway = networking.field("gateway");
    if (gateway.isAbsent()) {
      if (spec.field("metrics").isPresent()) {
        PrometheusRules.backend(spec.field("metrics"));
      }
      ListenerRules.listeners(networking);
      return;
    }
    boolean isBuiltin =
        EnumRules.oneOf(gateway.field("type"), GATEWAY_TYPES)
            .filter(type -> type.equals("BUILTIN"))
            .isPresent();
    if (isBuiltin) {
      none(networking.field("inbound"), "inbound cannot be defined for builtin gateways");
      none(networking.field("listeners"), "listeners cannot be defined for builtin gateways");
      none(networking.field("outbound"), "outbound cannot be defined for builtin gateways");
      none(
          spec.field("probes").at(networking.path().field("probes")),
          "probes cannot be defined for builtin gateways");
    } else {
      none(networking.field("inbound"), "inbound cannot be defined for delegated gateways");
      none(networking.field("listeners"), "listeners cannot be defined for delegated gateways");
    }
    gatewayTags(gateway.field("tags"));
  }

  private static void none(SpecNode node, String message) {
    if (!node.isEmpty()) {
      node.reject(message);
    }
  }

  private static void gatewayTags(SpecNode tags) {
    if (tags.isEmpty()) {
      return;
    }
    TagRules.tags(tags);
    if (!tags.json().has(GatewaySection.DEPLOYMENT_TAG)) {
      serviceTag(tags);
    }
    tags.entries().stream()
        .filter(tag -> tag.key().equals(InboundTags.PROTOCOL))
        .filter(tag -> !tag.value().textOrEmpty().equals("tcp"))
        .forEach(tag -> tag.value().reject("other values than TCP are not allowed"));
  }

  /** Notes tags without the name of the service. */
  static void serviceTag(SpecNode tags) {
    if (tags.isObject() && !tags.json().has(InboundTags.SERVICE)) {
      tags.at(tags.path().key(InboundTags.SERVICE)).reject("tag has to exist");
    }
  }

  /** Envoy's own port is on the loopback address, as may be others. */
  private static void admin(SpecNode networking) {
    SpecNode port = networking.field("admin").field("port");
    Optional<Long> number = port.integer().filter(given -> given != 0);
    if (number.isEmpty()) {
      return;
    }
    if (InboundRules.uses(networking, number.get())) {
      port.reject("must differ from inbound");
    }
    if (OutboundRules.uses(networking, number.get())) {
      port.reject("must differ from outbound");
    }
  }

  /** An address under which others reach the data plane. */
  static void address(SpecNode address) {
    String text = address.textOrEmpty();
    if (text.isEmpty()) {
      address.reject("address can't be empty");
    } else if (ANY_ADDRESS.contains(text)) {
      address.reject("must not be 0.0.0.0 or ::");
    } else if (!NetworkNames.isIp(text) && !NetworkNames.isDnsName(text)) {
      address.reject("address has to be valid IP address or domain name");
    }
  }

  private static void transparentProxying(SpecNode networking) {
    SpecNode proxying = networking.field("transparentProxying");
    proxying.expectIntegers("redirectPortInbound", "redirectPortOutbound");
    proxying.field("directAccessServices").texts();
    proxying.field("reachableServices").texts();
    EnumRules.oneOf(proxying.field("ipFamilyMode"), IP_FAMILY_MODES);
    // Clients know the field by this spelling.
    FieldPath known = networking.path().field("transparentProxing").field("reachableBackends");
    SpecNode backends = proxying.field("reachableBackends").at(known);
    backends.field("refs").objects().forEach(DataplaneValidator::reachableBackend);
  }

  private static void reachableBackend(SpecNode ref) {
    OutboundRules.kind(ref.field("kind"));
    ref.expectIntegers("port");
    ref.expectTexts("namespace");
    ref.field("labels").expectMapOfTexts();
    SpecNode name = ref.field("name");
    SpecNode namespace = ref.field("namespace");
    SpecNode labels = ref.field("labels");
    boolean isNamed = !name.textOrEmpty().isEmpty();
    boolean isLabelled = !labels.isEmpty();
    if (!isNamed && !isLabelled) {
      name.reject("name or labels are required");
    }
    if (!isNamed && !namespace.textOrEmpty().isEmpty()) {
      name.reject("name is required, when namespace is defined");
    }
    if (isNamed && isLabelled) {
      labels.reject("labels cannot be defined when name is specified");
    }
  }
}
