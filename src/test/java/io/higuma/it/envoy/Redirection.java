package io.higuma.it.envoy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The rules that the init container of an injected pod loads, for IPv4.
 *
 * @param uid of the proxy, whose traffic leaves as it is
 * @param excludedInboundPorts reached without the proxy
 * @param dnsPort where the proxy answers DNS; empty leaves DNS alone
 */
record Redirection(int uid, List<Integer> excludedInboundPorts, OptionalInt dnsPort) {
  private static final String TO_PROXY =
      "-A KUMA_MESH_OUTBOUND -p tcp -o lo ! -d 127.0.0.1/32 -m owner --uid-owner %d -j KUMA_MESH_INBOUND_REDIRECT";

  /** As an injected pod has them by default. */
  static Redirection ofPod() {
    return new Redirection(User.PROXY.id(), List.of(9902, 9001), OptionalInt.of(15053));
  }

  /** For {@code iptables-restore --noflush}. */
  String rules() {
    var tables = new ArrayList<String>();
    dnsPort.ifPresent(port -> tables.add(raw(port)));
    tables.add(nat());
    return String.join("", tables);
  }

  /** Answers to the proxy and to programs are kept apart, though their addresses are alike. */
  private String raw(int port) {
    return """
    *raw
    -A PREROUTING -p udp --sport 53 -j CT --zone 1
    -A OUTPUT -p udp --dport 53 -m owner --uid-owner %1$d -j CT --zone 1
    -A OUTPUT -p udp --sport %2$d -m owner --uid-owner %1$d -j CT --zone 2
    -A OUTPUT -p udp --dport 53 -j CT --zone 2
    COMMIT
    """
        .formatted(uid, port);
  }

  private String nat() {
    var rules = new ArrayList<String>();
    rules.add("*nat");
    rules.add("-N KUMA_MESH_INBOUND");
    rules.add("-N KUMA_MESH_OUTBOUND");
    rules.add("-N KUMA_MESH_INBOUND_REDIRECT");
    rules.add("-N KUMA_MESH_OUTBOUND_REDIRECT");
    rules.add("-A PREROUTING -p tcp -j KUMA_MESH_INBOUND");
    dnsPort.ifPresent(port -> {
      rules.add("-I OUTPUT 1 -p udp --dport 53 -m owner --uid-owner %d -j RETURN");
      rules.add("-A OUTPUT -p tcp --dport 53 -m owner ! --uid-owner %d -j RETURN");
      rules.add("-I OUTPUT 2 -p udp --dport 53 -j REDIRECT --to-ports " + port);
    });
    rules.add("-A OUTPUT -p tcp -j KUMA_MESH_OUTBOUND");
    excludedInboundPorts.forEach(
        port -> rules.add("-A KUMA_MESH_INBOUND -p tcp --dport " + port + " -j RETURN"));
    rules.add("-A KUMA_MESH_INBOUND -p tcp -j KUMA_MESH_INBOUND_REDIRECT");
    rules.add("-A KUMA_MESH_OUTBOUND -s 127.0.0.6/32 -o lo -j RETURN");
    rules.add(TO_PROXY);
    rules.add("-A KUMA_MESH_OUTBOUND -p tcp -o lo -m owner ! --uid-owner %d -j RETURN");
    rules.add("-A KUMA_MESH_OUTBOUND -m owner --uid-owner %d -j RETURN");
    rules.add("-A KUMA_MESH_OUTBOUND -d 127.0.0.1/32 -j RETURN");
    rules.add("-A KUMA_MESH_OUTBOUND -j KUMA_MESH_OUTBOUND_REDIRECT");
    rules.add("-A KUMA_MESH_INBOUND_REDIRECT -p tcp -j REDIRECT --to-ports 15006");
    rules.add("-A KUMA_MESH_OUTBOUND_REDIRECT -p tcp -j REDIRECT --to-ports 15001");
    rules.add("COMMIT");
    return rules.stream()
        .map(rule -> rule.replace("%d", Integer.toString(uid)) + "\n")
        .collect(Collectors.joining());
  }
}
