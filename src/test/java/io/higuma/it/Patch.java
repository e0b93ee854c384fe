package io.higuma.it;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.api.v1alpha1.ContainerPatch;

/** A ContainerPatch of one test; it goes when it is closed. */
record Patch(KubernetesClient client, String name) implements AutoCloseable {
  /** A user whose requests admission does not look at. */
  static final String CARETAKER = "system:serviceaccount:kube-system:generic-garbage-collector";

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

  /** Creates it behind the back of admission, as it may have been before there was any. */
  static Patch createdUnchecked(KubernetesClient client, String name, String sidecarOperations) {
    var patch = new Patch(client, name);
    patch.applyUnchecked(sidecarOperations);
    return patch;
  }

  void applyUnchecked(String sidecarOperations) {
    var config =
        new ConfigBuilder(client.getConfiguration())
            .withImpersonateUsername(CARETAKER)
            .withImpersonateGroups("system:masters")
            .build();
    try (var unchecked = new KubernetesClientBuilder().withConfig(config).build()) {
      apply(unchecked, sidecarOperations);
    }
  }

  void apply(String sidecarOperations) {
    apply(client, sidecarOperations);
  }

  private void apply(KubernetesClient by, String sidecarOperations) {
    by.resource(
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
