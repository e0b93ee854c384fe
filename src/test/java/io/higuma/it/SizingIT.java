package io.higuma.it;

import static io.higuma.it.TestNamespace.INJECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large the containers become that pods get, and the QoS class that the API server sees. */
@ExtendWith(LocalCluster.class)
class SizingIT {
  private static final String KEEP = "higuma.io/keep-qos-class";

  @Test
  void annotationsOfPodAndNamespaceSizeTheContainers(TestNamespace namespace) {
    // Given
    namespace.made(
        Map.of(INJECTION, "enabled"),
        Map.of(
            "sidecar.higuma.io/memory-limit", "1Gi",
            "sidecar.higuma.io/cpu-limit", "2",
            "init.higuma.io/cpu-limit", "100m"));
    // When
    Pod pod =
        namespace.create(
            Pods.annotated(
                "web",
                Map.of(
                    "sidecar.higuma.io/cpu-limit", "3",
                    "sidecar.higuma.io/memory-request", "256Mi",
                    "sidecar.higuma.io/resize-policy", "cpu=NotRequired;memory=RestartContainer")));
    // Then
    Container sidecar = Pods.container(pod, "kuma-sidecar");
    assertThat(sidecar.getArgs()).contains("--concurrency=3");
    assertThat(sidecar.getResources().getRequests())
        .containsEntry("cpu", new Quantity("50m"))
        .containsEntry("memory", new Quantity("256Mi"))
        .containsEntry("ephemeral-storage", new Quantity("50M"));
    assertThat(sidecar.getResources().getLimits())
        .containsEntry("cpu", new Quantity("3"))
        .containsEntry("memory", new Quantity("1Gi"))
        .containsEntry("ephemeral-storage", new Quantity("1G"));
    assertThat(sidecar.getResizePolicy())
        .extracting(policy -> policy.getResourceName() + " " + policy.getRestartPolicy())
        .containsExactly("cpu NotRequired", "memory RestartContainer");
    assertThat(Pods.container(pod, "kuma-init").getResources().getLimits())
        .containsEntry("cpu", new Quantity("100m"))
        .containsEntry("memory", new Quantity("50M"));
  }

  @Test
  void aLimitBelowItsRequestIsRefused(TestNamespace namespace) {
    namespace.enabled();
    assertThatThrownBy(() ->
            namespace.dryRun(
                Pods.annotated(
                    "web",
                    Map.of(
                        "sidecar.higuma.io/memory-limit", "32Mi",
                        "init.higuma.io/cpu-request", "a lot"))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("limit 32Mi (annotation sidecar.higuma.io/memory-limit of the pod)")
        .hasMessageContaining("\"a lot\" is not a quantity");
  }

  @ParameterizedTest(name = "limits {0}, requests {1}, keep {2}: {3}")
  @CsvSource({
    // cpu and memory limits of the application, cpu request, annotation, class
    "1,,,Burstable",
    "1,,enabled,Guaranteed",
    "1,1000m,yes,Guaranteed",
    "1,,disabled,Burstable",
    "1,500m,enabled,Burstable",
    ",500m,enabled,Burstable",
  })
  void aGuaranteedPodStaysSoWhereItIsAsked(
      @Nullable String limit,
      @Nullable String request,
      @Nullable String keep,
      String qosClass,
      TestNamespace namespace) {
    // Given
    namespace.enabled();
    var resources = new ResourceRequirementsBuilder();
    if (limit != null) {
      resources.addToLimits("cpu", new Quantity(limit));
      resources.addToLimits("memory", new Quantity("1Gi"));
    }
    if (request != null) {
      resources.addToRequests("cpu", new Quantity(request));
    }
    Pod pod = Pods.annotated("web", keep == null ? Map.of() : Map.of(KEEP, keep));
    pod.getSpec().getContainers().getFirst().setResources(resources.build());
    // When
    Pod stored = namespace.dryRun(pod);
    // Then
    assertThat(stored.getStatus().getQosClass()).isEqualTo(qosClass);
    assertThat(Pods.container(stored, "kuma-sidecar").getResources().getRequests())
        .containsEntry("cpu", new Quantity(qosClass.equals("Guaranteed") ? "1" : "50m"));
  }

  @Test
  void aPatchThatCostsTheClassIsTold(TestNamespace namespace) {
    namespace.enabled();
    try (var patch =
        Patch.created(
            namespace.client(),
            namespace.name(),
            "{\"op\":\"replace\",\"path\":\"/resources/limits/cpu\",\"value\":\"\\\"2\\\"\"}")) {
      await().until(() -> patch.get().getStatus() != null);
      Cluster.Outcome outcome =
          dryRun(
              namespace,
              """
              apiVersion: v1
              kind: Pod
              metadata:
                name: web
                annotations: {higuma.io/keep-qos-class: enabled, kuma.io/container-patches: %s}
              spec:
                containers: [{name: app, image: app, resources: {limits: {cpu: 1, memory: 1Gi}}}]
              """
                  .formatted(patch.name()));
      assertThat(outcome.output())
          .contains("Warning: QosClassLost: a ContainerPatch gives kuma-sidecar")
          .endsWith("Burstable");
    }
  }

  @Test
  void resourcesOfThePodDecideItsClass(TestNamespace namespace) {
    namespace.enabled();
    assertThat(dryRun(namespace, withResources("{limits: {cpu: 1, memory: 1Gi}}")).output())
        .isEqualTo("Guaranteed");
  }

  @Test
  void resourcesOfThePodThatLeaveNoRoomAreTold(TestNamespace namespace) {
    namespace.enabled();
    Cluster.Outcome outcome = dryRun(namespace, withResources("{limits: {cpu: 20m, memory: 1Gi}}"));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output())
        .contains("Warning: PodResourcesExceeded: kuma-sidecar should request 50m of cpu");
  }

  private static String withResources(String resources) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      resources: %s
      containers: [{name: app, image: app}]
    """
        .formatted(resources);
  }

  /** Prints the QoS class, after warnings. */
  private static Cluster.Outcome dryRun(TestNamespace namespace, String pod) {
    return namespace.kubectl(
        pod, "create", "--dry-run=server", "-f", "-", "-o", "jsonpath={.status.qosClass}");
  }
}
