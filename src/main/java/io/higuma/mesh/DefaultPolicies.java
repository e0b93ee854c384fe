package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;

/** The policies that a new mesh begins with. */
final class DefaultPolicies {
  static final String ALL = "*";

  private static final String SIDECAR_TIMEOUTS =
      """
      {"targetRef": {"kind": "Mesh", "proxyTypes": ["Sidecar"]},
       "from": [{"targetRef": {"kind": "Mesh"}, "default": {
         "connectionTimeout": "10s", "idleTimeout": "2h",
         "http": {"requestTimeout": "0s", "streamIdleTimeout": "1h", "maxStreamDuration": "0s"}}}],
       "to": [{"targetRef": {"kind": "Mesh"}, "default": {
         "connectionTimeout": "5s", "idleTimeout": "1h",
         "http": {"requestTimeout": "15s", "streamIdleTimeout": "30m"}}}]}
      """;
  private static final String GATEWAY_TIMEOUTS =
      """
      {"targetRef": {"kind": "Mesh", "proxyTypes": ["Gateway"]},
       "from": [{"targetRef": {"kind": "Mesh"}, "default": {
         "idleTimeout": "5m",
         "http": {"streamIdleTimeout": "5s", "requestHeadersTimeout": "500ms"}}}],
       "to": [{"targetRef": {"kind": "Mesh"}, "default": {
         "idleTimeout": "1h", "http": {"streamIdleTimeout": "5s"}}}]}
      """;
  private static final String CIRCUIT_BREAKERS =
      """
      {"targetRef": {"kind": "Mesh"},
       "to": [{"targetRef": {"kind": "Mesh"}, "default": {"connectionLimits": {
         "maxConnections": 1024, "maxPendingRequests": 1024, "maxRequests": 1024,
         "maxRetries": 3}}}]}
      """;
  private static final String RETRIES =
      """
      {"targetRef": {"kind": "Mesh"},
       "to": [{"targetRef": {"kind": "Mesh"}, "default": {
         "tcp": {"maxConnectAttempt": 5},
         "http": {"numRetries": 5, "perTryTimeout": "16s",
           "backOff": {"baseInterval": "25ms", "maxInterval": "250ms"}},
         "grpc": {"numRetries": 5, "perTryTimeout": "16s",
           "backOff": {"baseInterval": "25ms", "maxInterval": "250ms"}}}}]}
      """;
  private static final String EVERYBODY =
      """
      {"sources": [{"match": {"kuma.io/service": "*"}}],
       "destinations": [{"match": {"kuma.io/service": "*"}}]}
      """;
  private static final String EVERYWHERE =
      """
      {"sources": [{"match": {"kuma.io/service": "*"}}],
       "destinations": [{"match": {"kuma.io/service": "*"}}],
       "conf": {"loadBalancer": {"roundRobin": {}}, "destination": {"kuma.io/service": "*"}}}
      """;

  private DefaultPolicies() {}

  /** Those that this mesh wants; none of them says anything about whether it is there. */
  static List<GenericKubernetesResource> of(Mesh mesh, MeshSettings settings) {
    String name = mesh.getMetadata().getName();
    var objects = new DefaultObjects(settings);
    var policies = new ArrayList<GenericKubernetesResource>();
    policies.add(
        objects.ofMesh(
            mesh, ResourceKind.MESH_TIMEOUT, "mesh-timeout-all-" + name, SIDECAR_TIMEOUTS));
    policies.add(
        objects.ofMesh(
            mesh,
            ResourceKind.MESH_TIMEOUT,
            "mesh-gateways-timeout-all-" + name,
            GATEWAY_TIMEOUTS));
    policies.add(
        objects.ofMesh(
            mesh,
            ResourceKind.MESH_CIRCUIT_BREAKER,
            "mesh-circuit-breaker-all-" + name,
            CIRCUIT_BREAKERS));
    policies.add(objects.ofMesh(mesh, ResourceKind.MESH_RETRY, "mesh-retry-all-" + name, RETRIES));
    if (settings.legacyRouting() == MeshSettings.LegacyRouting.CREATED) {
      policies.add(
          objects.ofMesh(mesh, ResourceKind.TRAFFIC_PERMISSION, "allow-all-" + name, EVERYBODY));
      policies.add(
          objects.ofMesh(mesh, ResourceKind.TRAFFIC_ROUTE, "route-all-" + name, EVERYWHERE));
    }
    List<String> skipped = mesh.getSpec().skipCreatingInitialPolicies();
    return policies.stream()
        .filter(policy -> !skipped.contains(ALL) && !skipped.contains(policy.getKind()))
        .toList();
  }
}
