package io.higuma.it;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import java.util.Map;

/** A mesh of a test's own, whose services are MeshServices only. It goes when it is closed. */
record ExclusiveMesh(KubernetesClient client, String name) implements AutoCloseable {
  /** Made with the name of the namespace, which is made as a part of it. */
  static ExclusiveMesh around(TestNamespace namespace) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName(namespace.name()).build());
    namespace.client().resource(mesh).create();
    var made = new ExclusiveMesh(namespace.client(), namespace.name());
    made.mode("Exclusive");
    namespace.labelled(Map.of(TestNamespace.INJECTION, "enabled", "kuma.io/mesh", made.name()));
    return made;
  }

  void mode(String mode) {
    spec("{\"meshServices\": {\"mode\": \"%s\"}}".formatted(mode));
  }

  /** Changes the spec by a merge patch. */
  void spec(String patch) {
    client
        .resources(Mesh.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": %s}".formatted(patch));
  }

  /** A mesh with Dataplanes can't be deleted: they go with the namespace. */
  @Override
  public void close() {
    client.namespaces().withName(name).delete();
    await()
        .until(
            () -> client.resources(Dataplane.class).inNamespace(name).list().getItems().isEmpty());
    // The webhook, which refuses it while there are some, learns of their end a moment later.
    await()
        .ignoreExceptions()
        .until(() -> {
          client.resources(Mesh.class).withName(name).delete();
          return true;
        });
  }
}
