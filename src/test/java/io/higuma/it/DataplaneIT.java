package io.higuma.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pod's Dataplane, from the pod's first address to its end. */
@ExtendWith(LocalCluster.class)
class DataplaneIT {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: http, appProtocol: http}]
      """;

  @Test
  void describesThePodByItsServices(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(SERVICE);
    // When
    Pod pod = runningPod(namespace);
    // Then
    Dataplane dataplane = namespace.awaitDataplane("web");
    assertThat(dataplane.getMesh()).isEqualTo("default");
    assertThat(networking(dataplane).address()).isEqualTo(pod.getStatus().getPodIP());
    Inbound inbound = onlyInbound(dataplane);
    assertThat(inbound.port()).isEqualTo(8080);
    assertThat(inbound.name()).isEqualTo("http");
    assertThat(inbound.protocol()).isEqualTo("http");
    assertThat(inbound.state()).isEqualTo(InboundState.Ready);
    assertThat(requireNonNull(inbound.health()).ready()).isTrue();
    assertThat(inbound.tags())
        .containsEntry("kuma.io/service", "web_" + namespace.name() + "_svc_80")
        .containsEntry("kuma.io/protocol", "http")
        .containsEntry("kuma.io/zone", "default")
        .containsEntry("k8s.kuma.io/namespace", namespace.name())
        .containsEntry("k8s.kuma.io/service-name", "web")
        .containsEntry("k8s.kuma.io/service-port", "80")
        .containsEntry("app", "web")
        .containsKey("kubernetes.io/hostname");
    assertThat(requireNonNull(networking(dataplane).transparentProxying()).redirectPortInbound())
        .isEqualTo(15006);
    assertThat(dataplane.getMetadata().getLabels())
        .containsEntry("kuma.io/mesh", "default")
        .containsEntry("kuma.io/zone", "default")
        .containsEntry("kuma.io/origin", "zone")
        .containsEntry("kuma.io/env", "kubernetes")
        .containsEntry("kuma.io/proxy-type", "sidecar")
        .containsEntry("k8s.kuma.io/namespace", namespace.name());
    assertThat(dataplane.getMetadata().getAnnotations())
        .containsEntry("kuma.io/display-name", "web")
        .containsEntry("k8s.kuma.io/service-account", "default")
        .containsEntry("kuma.io/workload", "default");
    assertThat(dataplane.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> {
          assertThat(owner.getKind()).isEqualTo("Pod");
          assertThat(owner.getUid()).isEqualTo(pod.getMetadata().getUid());
          assertThat(owner.getController()).isTrue();
          assertThat(owner.getBlockOwnerDeletion()).isTrue();
        });
  }

  @Test
  void followsReadiness(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(SERVICE);
    runningPod(namespace);
    awaitState(namespace, InboundState.Ready);
    // When
    setReady(namespace, false);
    // Then
    awaitState(namespace, InboundState.NotReady);
    assertThat(requireNonNull(onlyInbound(namespace.dataplane("web").require()).health()).ready())
        .isFalse();
    // When
    setReady(namespace, true);
    // Then
    awaitState(namespace, InboundState.Ready);
  }

  @Test
  void followsServices(TestNamespace namespace) {
    // Given
    namespace.enabled();
    runningPod(namespace);
    awaitPorts(namespace, 49151);
    // When
    namespace.apply(SERVICE);
    // Then
    awaitPorts(namespace, 8080);
    // When
    namespace.apply(
        SERVICE.replace("port: 80,", "port: 81,").replace("targetPort: http", "targetPort: 9000"));
    // Then
    awaitPorts(namespace, 9000);
    assertThat(onlyInbound(namespace.dataplane("web").require()).tags())
        .containsEntry("kuma.io/service", "web_" + namespace.name() + "_svc_81");
    // When
    namespace.apply(SERVICE.replace("app: web", "app: other"));
    // Then
    awaitPorts(namespace, 49151);
    // When
    namespace.apply(SERVICE);
    awaitPorts(namespace, 8080);
    namespace.kubectl("", "delete", "service", "web").orThrow();
    // Then
    awaitPorts(namespace, 49151);
  }

  @Test
  void followsEndpointsOfAServiceWithoutSelector(TestNamespace namespace) {
    // Given
    namespace.enabled();
    Pod pod = runningPod(namespace);
    awaitPorts(namespace, 49151);
    namespace.apply(SERVICE.replace("  selector: {app: web}\n", ""));
    // When
    namespace.apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: by-hand, labels: {kubernetes.io/service-name: web}}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints:
        - addresses: ["%s"]
          targetRef: {kind: Pod, name: web, namespace: %s, uid: "%s"}
        """
            .formatted(pod.getStatus().getPodIP(), namespace.name(), pod.getMetadata().getUid()));
    // Then
    awaitPorts(namespace, 8080);
    // When
    namespace.kubectl("", "delete", "endpointslice", "by-hand").orThrow();
    // Then
    awaitPorts(namespace, 49151);
  }

  @Test
  void comesBackWhenSomebodyDeletesIt(TestNamespace namespace) {
    // Given
    namespace.enabled();
    runningPod(namespace);
    String first = namespace.awaitDataplane("web").getMetadata().getUid();
    // When
    namespace.dataplane("web").delete();
    // Then
    await()
        .until(
            () -> namespace.dataplane("web").get(),
            found -> found != null && !found.getMetadata().getUid().equals(first));
  }

  @Test
  void isPutRightWhenSomebodyChangesIt(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(SERVICE);
    runningPod(namespace);
    String address = requireNonNull(networking(namespace.awaitDataplane("web")).address());
    // When
    namespace
        .kubectl(
            "",
            "patch",
            "dataplane",
            "web",
            "--type=merge",
            "-p",
            "{\"spec\":{\"networking\":{\"address\":\"192.0.2.1\"}}}")
        .orThrow();
    // Then
    await()
        .until(() -> networking(namespace.dataplane("web").require()).address(), address::equals);
  }

  @Test
  void goesWithItsPod(TestNamespace namespace) {
    // Given
    namespace.enabled();
    runningPod(namespace);
    namespace.awaitDataplane("web");
    // When
    namespace.pod("web").withGracePeriod(0).delete();
    // Then
    await().until(() -> namespace.dataplane("web").get() == null);
    await().during(Duration.ofMillis(500)).until(() -> namespace.dataplane("web").get() == null);
  }

  @Test
  void goesWhenThePodHasSucceeded(TestNamespace namespace) {
    // Given
    namespace.enabled();
    runningPod(namespace);
    namespace.awaitDataplane("web");
    // When
    namespace.patchStatus(
        "web", "[{\"op\":\"replace\",\"path\":\"/status/phase\",\"value\":\"Succeeded\"}]");
    // Then
    await().until(() -> namespace.dataplane("web").get() == null);
  }

  @Test
  void aFinishedJobHasNone(TestNamespace namespace) {
    // Given
    namespace.enabled();
    // When
    namespace.apply(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: report}
        spec:
          template:
            metadata: {labels: {app: report}}
            spec:
              restartPolicy: Never
              containers: [{name: app, image: "registry.example/report:1"}]
        """);
    // Then
    await()
        .untilAsserted(() ->
            assertThat(namespace.client().pods().inNamespace(namespace.name()).list().getItems())
                .singleElement()
                .satisfies(pod -> {
                  assertThat(Pods.hasSidecar(pod)).isTrue();
                  assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
                }));
    await()
        .during(Duration.ofMillis(500))
        .until(() ->
            namespace
                .client()
                .resources(Dataplane.class)
                .inNamespace(namespace.name())
                .list()
                .getItems()
                .isEmpty());
  }

  @Test
  void aPodWithoutServicesIsNamedByItsDeployment(TestNamespace namespace) {
    // Given
    namespace.enabled();
    // When
    namespace.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: worker}
        spec:
          selector: {matchLabels: {app: work}}
          template:
            metadata: {labels: {app: work}}
            spec: {containers: [{name: app, image: "registry.example/work:1"}]}
        """);
    Pod pod = namespace.awaitReadyPod("work");
    // Then
    Inbound inbound = onlyInbound(namespace.awaitDataplane(pod.getMetadata().getName()));
    assertThat(inbound.port()).isEqualTo(49151);
    assertThat(inbound.tags())
        .containsEntry("kuma.io/service", "worker_" + namespace.name() + "_svc")
        .containsEntry("kuma.io/instance", pod.getMetadata().getName())
        .containsEntry("kuma.io/protocol", "tcp");
  }

  @Test
  void eventsOnThePodTellWhatHappened(TestNamespace namespace) {
    // Given
    namespace.enabled();
    runningPod(namespace);
    namespace.awaitDataplane("web");
    awaitEvent(namespace, "CreatedKumaDataplane", "Normal", "Created Kuma Dataplane: web");
    // When
    namespace.apply(SERVICE);
    // Then
    awaitEvent(namespace, "UpdatedKumaDataplane", "Normal", "Updated Kuma Dataplane: web");
    // And what comes again is counted.
    namespace.apply(SERVICE.replace("port: 80,", "port: 81,"));
    await()
        .untilAsserted(() ->
            assertThat(namespace.events("web"))
                .filteredOn(event -> event.getReason().equals("UpdatedKumaDataplane"))
                .singleElement()
                .satisfies(event -> assertThat(event.getCount()).isGreaterThan(1)));
    // When
    namespace
        .kubectl("", "annotate", "pod", "web", "prometheus.metrics.kuma.io/port=many")
        .orThrow();
    // Then
    awaitEvent(
        namespace,
        "FailedToGenerateKumaDataplane",
        "Warning",
        "Failed to generate Kuma Dataplane: metadata.annotations[\"prometheus.metrics.kuma.io/port\"]");
  }

  @Test
  void theNamespaceNamesTheMesh(TestNamespace namespace) {
    // Given
    namespace.labelled(
        Map.of(TestNamespace.INJECTION, "enabled", "kuma.io/mesh", namespace.name()));
    namespace
        .kubectl(
            "{\"apiVersion\":\"kuma.io/v1alpha1\",\"kind\":\"Mesh\",\"metadata\":{\"name\":\"%s\"}}"
                .formatted(namespace.name()),
            "apply",
            "-f",
            "-")
        .orThrow();
    try {
      // When
      Pod pod = runningPod(namespace);
      // Then
      assertThat(pod.getMetadata().getLabels()).containsEntry("kuma.io/mesh", namespace.name());
      assertThat(namespace.awaitDataplane("web").getMesh()).isEqualTo(namespace.name());
    } finally {
      namespace.unchecked("", "delete", "mesh", namespace.name()).orThrow();
    }
  }

  @Test
  void aPodOfTheSameNameGetsItsOwn(TestNamespace namespace) {
    // Given
    namespace.enabled();
    runningPod(namespace);
    namespace.awaitDataplane("web");
    // When
    namespace.pod("web").withGracePeriod(0).delete();
    await().until(() -> namespace.pod("web").get() == null);
    Pod second = runningPod(namespace);
    // Then
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> {
          Dataplane found = namespace.dataplane("web").get();
          return found != null
              && found
                  .getMetadata()
                  .getOwnerReferences()
                  .getFirst()
                  .getUid()
                  .equals(second.getMetadata().getUid());
        });
    assertThat(networking(namespace.dataplane("web").require()).address())
        .isEqualTo(second.getStatus().getPodIP());
  }

  private static Pod runningPod(TestNamespace namespace) {
    namespace.create(Pods.plain("web"));
    return namespace.awaitReadyPod("web");
  }

  private static void setReady(TestNamespace namespace, boolean ready) {
    namespace.patchStatus(
        "web",
        "[{\"op\":\"replace\",\"path\":\"/status/containerStatuses/0/ready\",\"value\":%s}]"
            .formatted(ready));
  }

  private static Networking networking(Dataplane dataplane) {
    return requireNonNull(dataplane.getSpec().networking());
  }

  private static Inbound onlyInbound(Dataplane dataplane) {
    assertThat(networking(dataplane).inbound()).hasSize(1);
    return networking(dataplane).inbound().getFirst();
  }

  private static void awaitState(TestNamespace namespace, InboundState state) {
    await()
        .untilAsserted(() ->
            assertThat(networking(namespace.dataplane("web").require()).inbound())
                .extracting(Inbound::state)
                .containsExactly(state));
  }

  private static void awaitPorts(TestNamespace namespace, long... ports) {
    await()
        .untilAsserted(() ->
            assertThat(
                    networking(namespace.awaitDataplane("web")).inbound().stream()
                        .mapToLong(Inbound::port))
                .containsExactly(Arrays.stream(ports).boxed().toArray(Long[]::new)));
  }

  private static void awaitEvent(
      TestNamespace namespace, String reason, String type, String message) {
    await()
        .untilAsserted(() -> {
          List<Event> events = namespace.events("web");
          assertThat(events)
              .filteredOn(event -> event.getReason().equals(reason))
              .isNotEmpty()
              .allSatisfy(event -> {
                assertThat(event.getType()).isEqualTo(type);
                assertThat(event.getMessage()).startsWith(message);
                assertThat(event.getSource().getComponent())
                    .isEqualTo("k8s.kuma.io/dataplane-generator");
              });
        });
  }
}
