package io.higuma.policy;

import io.higuma.validation.NetworkNames;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** MeshPassthrough: what may leave the mesh. */
final class PassthroughRules implements PolicyRules {
  private static final Set<String> HTTP = Set.of("http", "http2", "grpc");
  private static final Set<String> PROTOCOLS =
      Set.of("tcp", "tls", "grpc", "http", "http2", "mysql");

  @Override
  public void policy(Policy policy) {
    SpecNode conf = policy.spec().field("default");
    conf.expectTexts("passthroughMode");
    var places = new Places(new HashMap<>(), new HashSet<>());
    conf.field("appendMatch").objects().forEach(match -> check(match, places));
  }

  /**
   * What is on each port.
   *
   * @param protocols of HTTP, by port
   * @param values with port and protocol
   */
  private record Places(Map<Long, String> protocols, Set<String> values) {}

  private static void check(SpecNode match, Places places) {
    SpecNode port = match.field("port");
    NumberRules.port(port);
    SpecNode protocolNode = match.field("protocol");
    String protocol = protocolNode.text().orElse("tcp");
    if (!PROTOCOLS.contains(protocol)) {
      protocolNode.reject("must be one of tcp, tls, grpc, http, http2, mysql");
    }
    if (protocol.equals("mysql") && port.isAbsent()) {
      port.reject("must be defined for protocol mysql");
    }
    long number = port.integer().orElse(0L);
    if (HTTP.contains(protocol)
        && !places.protocols().computeIfAbsent(number, any -> protocol).equals(protocol)) {
      protocolNode.reject(
          "using the same port in multiple matches requires the same protocol for http, http2 and grpc");
    }
    SpecNode value = match.field("value");
    String text = value.textOrEmpty();
    if (!places.values().add(number + "/" + protocol + "/" + text)) {
      value.reject("port %d and protocol %s have this value already".formatted(number, protocol));
    }
    value(match.field("type"), value, protocol, port);
  }

  private static void value(SpecNode type, SpecNode value, String protocol, SpecNode port) {
    String text = value.textOrEmpty();
    switch (type.textOrEmpty()) {
      case "IP" -> {
        if (!NetworkNames.isIp(text)) {
          value.reject("provided IP has incorrect value");
        }
      }
      case "CIDR" -> {
        if (!NetworkNames.isCidr(text)) {
          value.reject("provided CIDR has incorrect value");
        }
      }
      case "Domain" -> {
        if (protocol.equals("tcp") || protocol.equals("mysql")) {
          value.reject("protocol %s is not supported for a domain".formatted(protocol));
        }
        domain(value, text);
        if (text.startsWith("*") && HTTP.contains(protocol) && port.isAbsent()) {
          port.reject("wildcard domains doesn't work for all ports and layer 7 protocol");
        }
      }
      default -> type.reject("must be one of Domain, IP, CIDR");
    }
  }

  private static void domain(SpecNode value, String text) {
    String name = text.startsWith("*.") ? text.substring(2) : text;
    if (name.contains("*")) {
      value.reject("provided DNS has incorrect value: partial wildcards are not supported");
    } else if (!NetworkNames.isDnsName(name)) {
      value.reject("provided DNS has incorrect value");
    }
  }
}
