package io.higuma.targetref;

import java.util.Arrays;
import java.util.Optional;

/** What a policy can point at, in ascending precedence: what points at a later kind wins. */
public enum TargetKind {
  MESH("Mesh"),
  DATAPLANE("Dataplane"),
  MESH_SUBSET("MeshSubset"),
  MESH_GATEWAY("MeshGateway"),
  MESH_SERVICE("MeshService"),
  MESH_EXTERNAL_SERVICE("MeshExternalService"),
  MESH_MULTI_ZONE_SERVICE("MeshMultiZoneService"),
  MESH_SERVICE_SUBSET("MeshServiceSubset"),
  MESH_HTTP_ROUTE("MeshHTTPRoute");

  private final String text;

  TargetKind(String text) {
    this.text = text;
  }

  public static Optional<TargetKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
  }

  /** As users write it. */
  public String text() {
    return text;
  }

  /** Whether it stands for builtin gateways. */
  public boolean isOfGateways() {
    return this == MESH_GATEWAY || this == MESH_HTTP_ROUTE;
  }
}
