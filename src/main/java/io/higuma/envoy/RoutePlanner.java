package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the requests of one outbound go, by the MeshHTTPRoutes and MeshTCPRoutes for it. */
final class RoutePlanner {
  /** There is a route, and nothing behind it. */
  private static final int NO_BACKEND = 500;

  private final MeshIndex mesh;
  private final Naming naming;
  private final DestinationFacts destination;
  private final BackendReferences references;
  private final Map<String, DestinationFacts> used = new LinkedHashMap<>();

  private RoutePlanner(MeshIndex mesh, Naming naming, DestinationFacts destination) {
    this.mesh = mesh;
    this.naming = naming;
    this.destination = destination;
    references = new BackendReferences(mesh);
  }

  /**
   * Routes, and what they lead to.
   *
   * @param backends destinations whose clusters the proxy needs
   */
  record Plan(Routes routes, Collection<DestinationFacts> backends) {}

  static Plan plan(
      MeshIndex mesh, Naming naming, DestinationFacts destination, OutboundConfs confs) {
    var planner = new RoutePlanner(mesh, naming, destination);
    Routes routes = planner.routes(confs);
    return new Plan(routes, List.copyOf(planner.used.values()));
  }

  private Routes routes(OutboundConfs confs) {
    List<JsonNode> http = rules(confs, ResourceKind.MESH_HTTP_ROUTE);
    List<JsonNode> tcp = rules(confs, ResourceKind.MESH_TCP_ROUTE);
    if (destination.protocol().isHttp() && (!http.isEmpty() || tcp.isEmpty())) {
      return new Routes(http(http), List.of());
    }
    if (!tcp.isEmpty()) {
      if (destination.protocol().isHttp()) {
        toItself(); // its cluster is there in Kuma, too, though nothing leads to it
      }
      return new Routes(List.of(), backends(tcp.getFirst()));
    }
    return switch (destination.protocol()) {
      case TCP, KAFKA, UNKNOWN, HTTP, HTTP2, GRPC -> new Routes(List.of(), List.of(toItself()));
      case TLS, MYSQL -> new Routes(List.of(), List.of()); // Kuma closes such connections
    };
  }

  private static List<JsonNode> rules(OutboundConfs confs, ResourceKind kind) {
    var rules = new ArrayList<JsonNode>();
    confs.of(kind).ifPresent(conf -> conf.json().path("rules").forEach(rules::add));
    return rules;
  }

  private Routes.Backend toItself() {
    return use(destination, 1);
  }

  private Routes.Backend use(DestinationFacts backend, int weight) {
    String cluster = backend.cluster(naming);
    used.put(cluster, backend);
    return new Routes.Backend(cluster, weight);
  }

  private List<Route> http(List<JsonNode> rules) {
    var matches = new ArrayList<HttpMatch>();
    for (JsonNode rule : rules) {
      rule.path("matches").forEach(match -> matches.add(HttpMatch.of(match, rule)));
    }
    if (matches.stream().noneMatch(HttpMatch::isCatchAll)) {
      matches.add(HttpMatch.CATCH_ALL);
    }
    matches.sort(HttpMatch.ORDER);
    var routes = new ArrayList<Route>();
    for (HttpMatch match : matches) {
      match.forms().forEach(form -> routes.add(route(match, form)));
    }
    return routes;
  }

  private Route route(HttpMatch match, HttpMatch.Form form) {
    var route = Route.newBuilder().setName(name(match)).setMatch(form.match());
    JsonNode conf = match.rule().path("default");
    var filters = new RouteFilters(conf.path("filters"), form);
    if (filters.redirect(route)) {
      filters.editHeaders(route);
      return route.build();
    }
    List<Routes.Backend> backends = backends(match.rule());
    if (backends.isEmpty()) {
      return route
          .setDirectResponse(DirectResponseAction.newBuilder().setStatus(NO_BACKEND))
          .build();
    }
    RouteAction.Builder action = action(backends);
    if (destination.reach() != DestinationFacts.Reach.MESH) {
      action.setAutoHostRewrite(BoolValue.of(true));
    }
    filters.rewrite(action);
    filters.mirror(
        action,
        reference -> resolve(reference, match.rule()).map(backend -> use(backend, 1).cluster()));
    filters.editHeaders(route);
    return route.setRoute(action).build();
  }

  private String name(HttpMatch match) {
    String origin = match.rule().path(RouteOrigins.ORIGIN).asText("");
    if (origin.isEmpty() || destination.unifiedName().isEmpty()) {
      return match.hash();
    }
    return naming == Naming.UNIFIED
        ? origin + "rule_" + match.rule().path(RouteOrigins.POSITION).asInt()
        : origin;
  }

  private static RouteAction.Builder action(List<Routes.Backend> backends) {
    var action = RouteAction.newBuilder().setTimeout(Durations.ZERO);
    if (backends.size() == 1) {
      return action.setCluster(backends.getFirst().cluster());
    }
    var split = WeightedCluster.newBuilder();
    for (Routes.Backend backend : backends) {
      split.addClusters(
          ClusterWeight.newBuilder()
              .setName(backend.cluster())
              .setWeight(UInt32Value.of(backend.weight())));
    }
    return action.setWeightedClusters(split);
  }

  /** Of a rule: what it names, or the destination itself. */
  private List<Routes.Backend> backends(JsonNode rule) {
    JsonNode named = rule.path("default").path("backendRefs");
    if (named.isEmpty()) {
      return List.of(toItself());
    }
    var backends = new ArrayList<Routes.Backend>();
    for (JsonNode reference : named) {
      int weight = reference.path("weight").asInt(1);
      if (weight > 0) {
        resolve(reference, rule).ifPresent(found -> backends.add(use(found, weight)));
      }
    }
    return backends;
  }

  private Optional<DestinationFacts> resolve(JsonNode reference, JsonNode rule) {
    return references.resolve(reference, rule).flatMap(mesh::resolve);
  }
}
