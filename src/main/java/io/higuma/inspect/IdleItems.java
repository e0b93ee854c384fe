package io.higuma.inspect;

import io.higuma.inspect.ProxyPolicyReport.Idle;
import io.higuma.targetref.Destination;
import io.higuma.targetref.Item;
import io.higuma.targetref.OutboundRules;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyView;
import io.higuma.targetref.TargetRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells why items of a policy that selects a proxy have no part in what it is given.
 *
 * @param services all destinations of the mesh
 */
record IdleItems(ProxyView proxy, List<Destination> services) {
  private static final int MOST_PORTS = 8;

  /** Of items that are not among those in use. */
  List<Idle> of(Policy policy, Set<Item> used) {
    var idle = new ArrayList<Idle>();
    Stream.of(policy.to(), policy.rules(), policy.from())
        .flatMap(List::stream)
        .filter(item -> !used.contains(item))
        .forEach(item -> idle.add(new Idle(item.path(), why(item))));
    return idle;
  }

  private String why(Item item) {
    return switch (item.field()) {
      case TO -> noDestination(item);
      case FROM ->
          item.policy().rules().isEmpty()
              ? noInbound()
              : "from does not count in a policy that has rules";
      case RULES, DEFAULT -> noInbound();
    };
  }

  private String noInbound() {
    return proxy.listeners().isEmpty()
        ? "the proxy has no inbound"
        : "it is about no client of an inbound that the policy selects";
  }

  private String noDestination(Item item) {
    TargetRef target = item.target();
    String wanted = Words.target(target);
    return switch (target.kind()) {
      case MESH -> "the proxy has no outbound";
      case MESH_SERVICE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> noService(item);
      case MESH_HTTP_ROUTE -> wanted + " is not there, or not for this proxy";
      case MESH_SUBSET, MESH_SERVICE_SUBSET ->
          "the proxy has no outbound with the tags of " + wanted;
      case DATAPLANE, MESH_GATEWAY -> wanted + " is no destination";
    };
  }

  private String noService(Item item) {
    TargetRef target = item.target();
    List<Destination> ports =
        services.stream().filter(one -> OutboundRules.pointsAtResource(item, one)).toList();
    String section = OutboundRules.section(target);
    if (ports.isEmpty()) {
      return "there is no %s%s".formatted(wanted(item), namesakes(target));
    }
    boolean hasSection =
        section.isEmpty()
            || ports.stream()
                .anyMatch(one ->
                    section.equals(one.portName()) || section.equals(Integer.toString(one.port())));
    return hasSection
        ? "the proxy has no outbound to %s".formatted(Words.target(target))
        : "%s has no port %s: it has %s".formatted(wanted(item), section, ports(ports));
  }

  private static String wanted(Item item) {
    TargetRef target = item.target();
    if (target.labels().isPresent() && target.name().isEmpty()) {
      return "%s with labels %s"
          .formatted(target.kind().text(), Words.pairs(target.labels().get()));
    }
    String namespace =
        target.namespace().isEmpty() ? item.policy().namespace() : target.namespace();
    return "%s %s%s"
        .formatted(
            target.kind().text(),
            target.name(),
            namespace.isEmpty() ? "" : " in namespace " + namespace);
  }

  /** Mostly a namespace was forgotten. */
  private String namesakes(TargetRef target) {
    String others =
        services.stream()
            .filter(one -> one.kind() == target.kind() && one.name().equals(target.name()))
            .map(one ->
                (one.namespace().isEmpty() ? "in no namespace" : "in namespace " + one.namespace())
                    + (one.zone().isEmpty() ? "" : " of zone " + one.zone()))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : "; there is one " + others;
  }

  private static String ports(List<Destination> ports) {
    String known =
        ports.stream()
            .map(Words::port)
            .distinct()
            .limit(MOST_PORTS)
            .collect(Collectors.joining(", "));
    return ports.size() > MOST_PORTS ? known + " and others" : known;
  }
}
