package io.higuma.resource;

import io.higuma.resource.Support.ActedOn;
import io.higuma.resource.Support.StoredOnly;

/**
 * What Higuma does with each kind: one line for each, to be changed together with what it is about.
 */
final class SupportOfKinds {
  private static final Support NO_PROXIES =
      new StoredOnly("Higuma does not configure proxies by policies of this kind yet");
  private static final Support NO_GATEWAYS =
      new StoredOnly("Higuma does not configure builtin gateways yet");
  private static final Support ONE_ZONE =
      new StoredOnly("Higuma does not connect several zones yet");
  private static final Support NO_INSIGHT =
      new StoredOnly("Higuma does not write it yet, and reads it nowhere");

  private SupportOfKinds() {}

  static Support of(ResourceKind kind) {
    return switch (kind) {
      case MESH ->
          new ActedOn(
              "pods join it; it gets default policies, authorities for mtls, and a status; mtls, meshServices, routing, networking and Prometheus metrics shape its proxies; logging and tracing have no effect yet");
      case DATAPLANE ->
          new ActedOn("made, updated and deleted with its pod, whose sidecar is configured by it");
      case CONTAINER_PATCH ->
          new ActedOn("applied to the containers that injection adds, and its status kept");
      case ZONE_INGRESS, ZONE_EGRESS ->
          new StoredOnly(
              "Higuma keeps it as its pod and its Service say, and leads no traffic between zones yet");
      case HOSTNAME_GENERATOR ->
          new ActedOn("writes host names into the status of services; sidecars resolve them");
      case MESH_SERVICE ->
          new ActedOn(
              "made from Services, with addresses, host names, identities and state; sidecars reach it");
      case MESH_ZONE_ADDRESS ->
          new ActedOn("made from the Services of zone ingresses; no other zone learns of it yet");
      case WORKLOAD -> new ActedOn("made from Dataplanes, with how many there are and can serve");
      case MESH_EXTERNAL_SERVICE ->
          new StoredOnly(
              "Higuma gives it an address and host names, and leads no traffic to it yet");
      case MESH_MULTI_ZONE_SERVICE ->
          new StoredOnly(
              "Higuma gives it an address, host names and its MeshServices, and does not connect several zones yet");
      case MESH_IDENTITY ->
          new ActedOn(
              "sidecars get certificates by it where its provider is Bundled; other providers are not built yet");
      case MESH_TRUST -> new ActedOn("its authorities are believed by the sidecars of its mesh");
      case MESH_OPEN_TELEMETRY_BACKEND -> NO_PROXIES;
      case MESH_GATEWAY ->
          new StoredOnly(
              "Higuma takes the ports of gateways' Services and their names from it, and does not configure builtin gateways yet");
      case MESH_GATEWAY_INSTANCE ->
          new StoredOnly(
              "Higuma keeps its Service and its Deployment, and does not configure builtin gateways yet: their pods do not become ready");
      case MESH_GATEWAY_ROUTE, MESH_GATEWAY_CONFIG -> NO_GATEWAYS;
      case ZONE, ZONE_INSIGHT -> ONE_ZONE;
      case MESH_INSIGHT ->
          new ActedOn(
              "the numbers of a mesh, kept up; who is connected is known from DataplaneInsights alone");
      case SERVICE_INSIGHT ->
          new ActedOn(
              "the state of the services of a mesh, kept up; who is connected is known from DataplaneInsights alone");
      case DATAPLANE_INSIGHT ->
          new ActedOn(
              "the connections of a sidecar, its versions and its certificate, kept up while it is connected");
      case ZONE_INGRESS_INSIGHT, ZONE_EGRESS_INSIGHT -> NO_INSIGHT;
      case MESH_CIRCUIT_BREAKER,
          MESH_FAULT_INJECTION,
          MESH_HEALTH_CHECK,
          MESH_RATE_LIMIT,
          MESH_RETRY,
          MESH_TIMEOUT,
          MESH_TLS,
          MESH_TRAFFIC_PERMISSION ->
          new ActedOn("shapes the configuration of the sidecars that it selects");
      case MESH_HTTP_ROUTE, MESH_TCP_ROUTE ->
          new ActedOn(
              "says where the sidecars that it selects send requests and connections; not to other zones yet");
      case MESH_ACCESS_LOG,
          MESH_LOAD_BALANCING_STRATEGY,
          MESH_METRIC,
          MESH_PASSTHROUGH,
          MESH_PROXY_PATCH,
          MESH_TRACE ->
          NO_PROXIES;
      case CIRCUIT_BREAKER -> old("MeshCircuitBreaker");
      case EXTERNAL_SERVICE -> named("MeshExternalService");
      case FAULT_INJECTION -> old("MeshFaultInjection");
      case HEALTH_CHECK -> old("MeshHealthCheck");
      case PROXY_TEMPLATE -> old("MeshProxyPatch");
      case RATE_LIMIT -> old("MeshRateLimit");
      case RETRY -> old("MeshRetry");
      case TIMEOUT -> old("MeshTimeout");
      case TRAFFIC_LOG -> old("MeshAccessLog");
      case TRAFFIC_PERMISSION ->
          new ActedOn(
              "lets clients in where no MeshTrafficPermission is; MeshTrafficPermission has taken its place");
      case TRAFFIC_ROUTE -> old("MeshHTTPRoute or MeshTCPRoute");
      case TRAFFIC_TRACE -> old("MeshTrace");
      case VIRTUAL_OUTBOUND -> named("HostnameGenerator");
    };
  }

  private static Support named(String successor) {
    return new StoredOnly(
        "Higuma keeps an address for its name, which no proxy knows yet; "
            + successor
            + " has taken its place");
  }

  private static Support old(String successor) {
    return new StoredOnly(
        "Higuma does not act on the older kinds of Kuma; " + successor + " has taken its place");
  }
}
