package io.higuma.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import java.util.Map;

/** What counts as there when nobody has said what is. */
final class AssumedObjects {
  static final NamespaceMetadata ENABLED_NAMESPACE =
      new NamespaceMetadata(Map.of(Labels.SIDECAR_INJECTION.name(), "enabled"), Map.of());

  private AssumedObjects() {}

  static Document defaultMesh() {
    ObjectNode mesh =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", "kuma.io/v1alpha1")
            .put("kind", "Mesh");
    mesh.putObject("metadata").put("name", MeshSelection.DEFAULT_MESH);
    return new Document(mesh, "the defaults", "document 1");
  }
}
