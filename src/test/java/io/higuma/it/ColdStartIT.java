package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.certs.CertificateSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole cluster that starts while the webhooks are in place and nobody answers. */
@ExtendWith(LocalCluster.class)
class ColdStartIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String APPLICATION =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: app, image: "registry.example/app:1"}]}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}
      """;

  /** What the control plane and those beside it are made of, one of each. */
  private static final String OF_THE_SYSTEM =
      """
      {apiVersion: v1, kind: Secret, metadata: {name: cold}, type: Opaque}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: cold-of-a-mesh, labels: {kuma.io/mesh: default}}, type: system.kuma.io/secret, data: {value: YQ==}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: cold}}
      ---
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: cold}}
      ---
      {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: cold}}
      """;

  private final Cluster cluster;

  ColdStartIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void onlyPodsOfTheMeshWaitAndAllComesUpByItself(TestNamespace namespace) {
    // Given
    namespace.enabled();
    cluster.stopOperator();
    try {
      // The control plane has to make its certificate and authority anew, with its webhooks in
      // place.
      List.of(CertificateSecrets.SERVING, CertificateSecrets.AUTHORITY)
          .forEach(name -> system(name).delete());
      cluster.restartApiServer();
      await()
          .atMost(PATIENCE)
          .until(() -> cluster.kubectl("", "get", "--raw", "/readyz").exitCode() == 0);
      // Then: what a cluster begins with does not wait.
      for (String other : List.of("kube-system", "kuma-system", "default")) {
        // A controller of Kubernetes makes ServiceAccounts, and comes back in its own time.
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> store(other, restricted("cold-" + other, Map.of())));
      }
      assertThat(
              store(
                  "kuma-system",
                  restricted(
                      "cold-labelled",
                      Map.of("app", "kuma-control-plane", TestNamespace.INJECTION, "enabled"))))
          .isTrue();
      cluster.kubectl(OF_THE_SYSTEM, "apply", "-n", "kuma-system", "-f", "-").orThrow();
      // Workloads are taken, and their pods wait.
      namespace.apply(APPLICATION);
      assertThatThrownBy(() -> namespace.create(Pods.plain("alone")))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("failed calling webhook \"namespace-kuma-injector.kuma.io\"");
      await().atMost(PATIENCE).until(() -> refused(namespace));
      assertThat(pods(namespace)).isEmpty();
    } finally {
      cluster.startOperator();
      delete();
    }
    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pods(namespace)).hasSize(2).allMatch(Pods::hasSidecar));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(pods(namespace))
                .allMatch(pod -> namespace.dataplane(pod.getMetadata().getName()).get() != null));
  }

  private Resource<? extends HasMetadata> system(String name) {
    return cluster.client().secrets().inNamespace("kuma-system").withName(name);
  }

  /** As the namespace of the control plane demands of its pods. */
  private static Pod restricted(String name, Map<String, String> labels) {
    return Pods.labelled(name, labels)
        .edit()
        .editSpec()
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .editFirstContainer()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }

  private boolean store(String namespace, Pod pod) {
    return cluster.client().pods().inNamespace(namespace).resource(pod).create() != null;
  }

  /** Whether a controller has been told that it can't make pods. */
  private static boolean refused(TestNamespace namespace) {
    return namespace.client().v1().events().inNamespace(namespace.name()).list().getItems().stream()
        .anyMatch(event -> event.getReason().equals("FailedCreate"));
  }

  private static List<Pod> pods(TestNamespace namespace) {
    return namespace.client().pods().inNamespace(namespace.name()).list().getItems();
  }

  private void delete() {
    cluster.kubectl(OF_THE_SYSTEM, "delete", "--ignore-not-found", "-n", "kuma-system", "-f", "-");
    for (String other : List.of("kube-system", "kuma-system", "default")) {
      cluster.kubectl(
          "",
          "delete",
          "pod",
          "--ignore-not-found",
          "--wait=false",
          "-n",
          other,
          "cold-" + other,
          "cold-labelled");
    }
  }
}
