package io.higuma.it;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.api.v1alpha1.ContainerPatch;

/** A ContainerPatch of one test; it goes when it is closed. */
record Patch(KubernetesClient client, String name) implements AutoCloseable {
  /**
   * Creates it.
   *
   * @param sidecarOperations in JSON, separated by commas
   */
  static Patch created(KubernetesClient client, String name, String sidecarOperations) {
    var patch = new Patch(client, name);
    patch.apply(sidecarOperations);
    return patch;
  }

  void apply(String sidecarOperations) {
    client
        .resource(
            """
            {"apiVersion": "kuma.io/v1alpha1", "kind": "ContainerPatch",
             "metadata": {"name": "%s", "namespace": "kuma-system"},
             "spec": {"sidecarPatch": [%s]}}
            """
                .formatted(name, sidecarOperations))
        .forceConflicts()
        .serverSideApply();
  }

  ContainerPatch get() {
    return resource().require();
  }

  @Override
  public void close() {
    resource().delete();
  }

  private Resource<ContainerPatch> resource() {
    return client.resources(ContainerPatch.class).inNamespace("kuma-system").withName(name);
  }
}
