package io.higuma.policy;

import static io.higuma.targetref.TargetKind.DATAPLANE;
import static io.higuma.targetref.TargetKind.MESH;
import static io.higuma.targetref.TargetKind.MESH_EXTERNAL_SERVICE;
import static io.higuma.targetref.TargetKind.MESH_GATEWAY;
import static io.higuma.targetref.TargetKind.MESH_HTTP_ROUTE;
import static io.higuma.targetref.TargetKind.MESH_MULTI_ZONE_SERVICE;
import static io.higuma.targetref.TargetKind.MESH_SERVICE;
import static io.higuma.targetref.TargetKind.MESH_SERVICE_SUBSET;
import static io.higuma.targetref.TargetKind.MESH_SUBSET;

import io.higuma.resource.ResourceKind;
import io.higuma.targetref.TargetKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one policy may point at, and which of its lists go together.
 *
 * @param top the kinds for the policy as a whole
 * @param gateways who may point at gateways
 * @param gatewayTags whether listeners of a gateway can be told apart
 * @param from the kinds for clients
 * @param to the kinds for destinations
 * @param toOfGateways the same if the policy as a whole is for gateways
 * @param excludedByRules lists that have to be empty beside {@code rules}
 * @param needed lists of which one has to have an item; empty if none has to
 */
record TargetRow(
    Set<TargetKind> top,
    Gateways gateways,
    GatewayTags gatewayTags,
    Set<TargetKind> from,
    Set<TargetKind> to,
    Set<TargetKind> toOfGateways,
    List<String> excludedByRules,
    List<String> needed) {

  enum Gateways {
    /** Policies of any role. */
    ANY_ROLE,
    /** Policies of the system namespace alone. */
    SYSTEM_ROLE
  }

  enum GatewayTags {
    ALLOWED,
    REFUSED
  }

  private static final Set<TargetKind> NONE = Set.of();
  private static final Set<TargetKind> MESH_ONLY = Set.of(MESH);
  private static final Set<TargetKind> PROXIES =
      EnumSet.of(MESH, MESH_SUBSET, MESH_SERVICE, MESH_SERVICE_SUBSET, DATAPLANE);
  private static final Set<TargetKind> PROXIES_AND_GATEWAYS = with(PROXIES, MESH_GATEWAY);
  private static final Set<TargetKind> PROXIES_AND_ROUTES =
      with(PROXIES, MESH_GATEWAY, MESH_HTTP_ROUTE);
  private static final Set<TargetKind> FEW = EnumSet.of(MESH, MESH_SUBSET, DATAPLANE);
  private static final Set<TargetKind> CLIENTS =
      EnumSet.of(MESH, MESH_SUBSET, MESH_SERVICE, MESH_SERVICE_SUBSET);
  private static final Set<TargetKind> SERVICES =
      EnumSet.of(MESH_SERVICE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE);
  private static final Set<TargetKind> DESTINATIONS = with(SERVICES, MESH);
  private static final Set<TargetKind> DESTINATIONS_AND_ROUTES =
      with(DESTINATIONS, MESH_HTTP_ROUTE);
  private static final Set<TargetKind> FROM_GATEWAYS = EnumSet.of(MESH, MESH_EXTERNAL_SERVICE);
  private static final Set<TargetKind> BALANCED =
      EnumSet.of(MESH, MESH_SERVICE, MESH_MULTI_ZONE_SERVICE, MESH_HTTP_ROUTE);
  private static final Set<TargetKind> BALANCED_BY_GATEWAYS =
      EnumSet.of(MESH, MESH_SERVICE, MESH_MULTI_ZONE_SERVICE);

  private static final List<String> NO_LIST = List.of();
  private static final List<String> OTHERS = List.of("to", "from");
  private static final List<String> FROM = List.of("from");

  /** One row for each policy. */
  static final Map<ResourceKind, TargetRow> TABLE =
      Map.ofEntries(
          Map.entry(
              ResourceKind.MESH_TRAFFIC_PERMISSION,
              row(PROXIES, Gateways.ANY_ROLE, GatewayTags.REFUSED)
                  .lists(CLIENTS, NONE, NONE)
                  .rules(FROM, List.of("from", "rules"))),
          Map.entry(
              ResourceKind.MESH_TIMEOUT,
              row(PROXIES_AND_ROUTES, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)
                  .lists(MESH_ONLY, DESTINATIONS_AND_ROUTES, FROM_GATEWAYS)
                  .rules(OTHERS, List.of("from", "to", "rules"))),
          Map.entry(
              ResourceKind.MESH_RETRY,
              row(PROXIES_AND_ROUTES, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)
                  .lists(NONE, DESTINATIONS_AND_ROUTES, FROM_GATEWAYS)),
          Map.entry(
              ResourceKind.MESH_CIRCUIT_BREAKER,
              row(PROXIES_AND_GATEWAYS, Gateways.ANY_ROLE, GatewayTags.ALLOWED)
                  .lists(MESH_ONLY, DESTINATIONS, DESTINATIONS)
                  .rules(OTHERS, NO_LIST)),
          Map.entry(
              ResourceKind.MESH_HEALTH_CHECK,
              row(PROXIES_AND_GATEWAYS, Gateways.ANY_ROLE, GatewayTags.ALLOWED)
                  .lists(NONE, DESTINATIONS, DESTINATIONS)),
          Map.entry(
              ResourceKind.MESH_HTTP_ROUTE,
              row(PROXIES_AND_GATEWAYS, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)
                  .lists(NONE, SERVICES, MESH_ONLY)),
          Map.entry(
              ResourceKind.MESH_TCP_ROUTE,
              row(PROXIES_AND_GATEWAYS, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)
                  .lists(NONE, SERVICES, MESH_ONLY)),
          Map.entry(
              ResourceKind.MESH_LOAD_BALANCING_STRATEGY,
              row(PROXIES_AND_GATEWAYS, Gateways.ANY_ROLE, GatewayTags.ALLOWED)
                  .lists(NONE, BALANCED, BALANCED_BY_GATEWAYS)),
          Map.entry(
              ResourceKind.MESH_RATE_LIMIT,
              row(PROXIES_AND_ROUTES, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)
                  .lists(MESH_ONLY, MESH_ONLY, MESH_ONLY)),
          Map.entry(
              ResourceKind.MESH_FAULT_INJECTION,
              row(PROXIES_AND_GATEWAYS, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)
                  .lists(CLIENTS, MESH_ONLY, MESH_ONLY)
                  .rules(FROM, NO_LIST)),
          Map.entry(
              ResourceKind.MESH_ACCESS_LOG,
              row(PROXIES_AND_GATEWAYS, Gateways.ANY_ROLE, GatewayTags.ALLOWED)
                  .lists(MESH_ONLY, DESTINATIONS_AND_ROUTES, MESH_ONLY)
                  .rules(OTHERS, List.of("from", "to", "rules"))),
          Map.entry(
              ResourceKind.MESH_METRIC,
              row(PROXIES_AND_GATEWAYS, Gateways.SYSTEM_ROLE, GatewayTags.ALLOWED)),
          Map.entry(
              ResourceKind.MESH_TRACE,
              row(PROXIES_AND_GATEWAYS, Gateways.SYSTEM_ROLE, GatewayTags.REFUSED)),
          Map.entry(
              ResourceKind.MESH_TLS,
              row(FEW, Gateways.ANY_ROLE, GatewayTags.REFUSED).lists(MESH_ONLY, NONE, NONE)),
          Map.entry(
              ResourceKind.MESH_PROXY_PATCH,
              row(PROXIES_AND_GATEWAYS, Gateways.SYSTEM_ROLE, GatewayTags.REFUSED)),
          Map.entry(
              ResourceKind.MESH_PASSTHROUGH, row(FEW, Gateways.ANY_ROLE, GatewayTags.REFUSED)));

  private static TargetRow row(Set<TargetKind> top, Gateways gateways, GatewayTags tags) {
    return new TargetRow(top, gateways, tags, NONE, NONE, NONE, NO_LIST, NO_LIST);
  }

  private TargetRow lists(
      Set<TargetKind> fromKinds, Set<TargetKind> toKinds, Set<TargetKind> toKindsOfGateways) {
    return new TargetRow(
        top, gateways, gatewayTags, fromKinds, toKinds, toKindsOfGateways, excludedByRules, needed);
  }

  private TargetRow rules(List<String> excluded, List<String> neededLists) {
    return new TargetRow(top, gateways, gatewayTags, from, to, toOfGateways, excluded, neededLists);
  }

  /** The kinds for the policy as a whole, of this role. */
  Set<TargetKind> top(String role) {
    if (gateways == Gateways.ANY_ROLE || role.isEmpty() || role.equals("system")) {
      return top;
    }
    return top.stream()
        .filter(kind -> !kind.isOfGateways())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<TargetKind> with(Set<TargetKind> kinds, TargetKind... more) {
    return Stream.concat(kinds.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }
}
