package io.higuma.policy;

import java.util.Arrays;
import java.util.Optional;

/** What a policy can point at. */
enum TargetKind {
  MESH("Mesh"),
  DATAPLANE("Dataplane"),
  MESH_SUBSET("MeshSubset"),
  MESH_SERVICE("MeshService"),
  MESH_SERVICE_SUBSET("MeshServiceSubset"),
  MESH_GATEWAY("MeshGateway"),
  MESH_EXTERNAL_SERVICE("MeshExternalService"),
  MESH_MULTI_ZONE_SERVICE("MeshMultiZoneService"),
  MESH_HTTP_ROUTE("MeshHTTPRoute");

  private final String text;

  TargetKind(String text) {
    this.text = text;
  }

  static Optional<TargetKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }

  /** As users write it. */
  String text() {
    return text;
  }

  /** Whether it stands for builtin gateways. */
  boolean isOfGateways() {
    return this == MESH_GATEWAY || this == MESH_HTTP_ROUTE;
  }
}
