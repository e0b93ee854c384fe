package io.higuma.it;

import static io.higuma.it.TestNamespace.INJECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of pods that are created in a cluster. */
@ExtendWith(LocalCluster.class)
class InjectionIT {
  private static final String MARK = "higuma.io/injection-label-from-annotation";

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata: {labels: {app: cart}}
          spec:
            containers:
            - name: cart
              image: registry.example/cart:1
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /healthz, port: http}}
      """;

  @Test
  void aDeploymentInALabelledNamespaceRunsWithSidecars(TestNamespace namespace) {
    // Given
    namespace.enabled();
    // When
    namespace.apply(DEPLOYMENT);
    Pod pod = namespace.awaitReadyPod("cart");
    // Then
    assertThat(Pods.names(pod)).containsExactlyInAnyOrder("kuma-init", "kuma-sidecar", "cart");
    assertThat(pod.getMetadata().getLabels()).containsEntry("kuma.io/mesh", "default");
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry("kuma.io/sidecar-injected", "true")
        .containsEntry("kuma.io/sidecar-uid", "5678")
        .containsEntry("kuma.io/transparent-proxying", "enabled")
        .containsEntry("kuma.io/transparent-proxying-inbound-port", "15006")
        .containsEntry("kuma.io/transparent-proxying-outbound-port", "15001")
        .containsEntry("kubectl.kubernetes.io/default-container", "cart");
    Container sidecar = Pods.container(pod, "kuma-sidecar");
    assertThat(sidecar.getRestartPolicy()).isEqualTo("Always");
    assertThat(sidecar.getImage()).isEqualTo("docker.io/kumahq/kuma-dp:2.14.3");
    assertThat(sidecar.getResources().getRequests())
        .containsEntry("cpu", new Quantity("50m"))
        .containsEntry("memory", new Quantity("64Mi"));
    assertThat(sidecar.getResources().getLimits())
        .containsEntry("cpu", new Quantity("1"))
        .containsEntry("memory", new Quantity("512Mi"));
    assertThat(sidecar.getSecurityContext().getRunAsUser()).isEqualTo(5678);
    Container init = Pods.container(pod, "kuma-init");
    assertThat(init.getImage()).isEqualTo("docker.io/kumahq/kuma-init:2.14.3");
    assertThat(init.getResources().getLimits())
        .containsOnly(Map.entry("memory", new Quantity("50M")));
  }

  @ParameterizedTest(name = "namespace {0}, pod {1}: {2}")
  @CsvSource({
    // label of the namespace, label of the pod, what becomes of the pod
    ",,plain",
    ",enabled,plain",
    ",true,plain",
    ",maybe,plain",
    "enabled,,injected",
    "enabled,enabled,injected",
    "enabled,true,injected",
    "enabled,yes,injected",
    "enabled,disabled,plain",
    "enabled,no,plain",
    "enabled,maybe,refused",
    "true,,injected",
    "true,false,plain",
    "disabled,,plain",
    "disabled,enabled,injected",
    "disabled,true,plain",
    "disabled,maybe,plain",
    "yes,,plain",
    "yes,enabled,injected",
    "none,,plain",
    "none,enabled,injected",
  })
  void labelsDecide(
      @Nullable String namespaceLabel,
      @Nullable String podLabel,
      String fate,
      TestNamespace namespace) {
    namespace.labelled(namespaceLabel == null ? Map.of() : Map.of(INJECTION, namespaceLabel));
    Pod pod =
        podLabel == null ? Pods.plain("web") : Pods.labelled("web", Map.of(INJECTION, podLabel));
    switch (fate) {
      case "injected" -> assertThat(Pods.hasSidecar(namespace.dryRun(pod))).isTrue();
      case "plain" -> assertThat(Pods.names(namespace.dryRun(pod))).containsExactly("app");
      default ->
          assertRefused(
              namespace,
              pod,
              "metadata.labels[\"kuma.io/sidecar-injection\"]",
              "wrong value \"maybe\": use enabled or disabled (on the pod)");
    }
  }

  @ParameterizedTest(name = "namespace {0}, pod label {1}, pod annotation {2}: {3}")
  @CsvSource({
    ",,enabled,injected",
    ",,true,injected",
    ",,disabled,plain",
    ",,maybe,refused",
    ",disabled,enabled,plain",
    "disabled,,enabled,injected",
    "enabled,,disabled,plain",
    "enabled,,maybe,refused",
  })
  void annotationsDecideWhereNoLabelDoes(
      @Nullable String namespaceLabel,
      @Nullable String podLabel,
      String podAnnotation,
      String fate,
      TestNamespace namespace) {
    namespace.labelled(namespaceLabel == null ? Map.of() : Map.of(INJECTION, namespaceLabel));
    Pod annotated = Pods.annotated("web", Map.of(INJECTION, podAnnotation));
    Pod pod =
        podLabel == null
            ? annotated
            : annotated
                .edit()
                .editMetadata()
                .addToLabels(INJECTION, podLabel)
                .endMetadata()
                .build();
    switch (fate) {
      case "injected" -> assertThat(Pods.hasSidecar(namespace.dryRun(pod))).isTrue();
      case "plain" -> assertThat(Pods.names(namespace.dryRun(pod))).containsExactly("app");
      default ->
          assertRefused(
              namespace,
              pod,
              "metadata.annotations[\"kuma.io/sidecar-injection\"]",
              "wrong value \"maybe\": use enabled or disabled (on the pod)");
    }
  }

  @Test
  void anAnnotatedNamespaceHasTheLabelAsLongAsTheAnnotation(TestNamespace namespace) {
    // When
    namespace.made(Map.of(), Map.of(INJECTION, "yes"));
    // Then
    await().until(() -> "enabled".equals(label(namespace)));
    assertThat(namespace.namespace().getMetadata().getAnnotations()).containsEntry(MARK, "enabled");
    await().until(() -> Pods.hasSidecar(namespace.dryRun(Pods.plain("web"))));
    // When
    annotate(namespace, "\"disabled\"");
    // Then
    await().until(() -> "disabled".equals(label(namespace)));
    // When
    annotate(namespace, "null");
    // Then
    await().until(() -> label(namespace) == null);
    assertThat(namespace.namespace().getMetadata().getAnnotations()).isNullOrEmpty();
  }

  @Test
  void aLabelOfTheUserIsNeverTouched(TestNamespace namespace) throws Exception {
    // Given
    namespace.made(Map.of(INJECTION, "disabled"), Map.of(INJECTION, "enabled"));
    String version = namespace.namespace().getMetadata().getResourceVersion();
    // Then
    Thread.sleep(500);
    assertThat(namespace.namespace().getMetadata().getResourceVersion()).isEqualTo(version);
    // When
    annotate(namespace, "null");
    Thread.sleep(500);
    // Then
    assertThat(label(namespace)).isEqualTo("disabled");
  }

  @Test
  void aLabelThatTheUserChangesIsTheUsersFromThenOn(TestNamespace namespace) {
    // Given
    namespace.made(Map.of(), Map.of(INJECTION, "enabled"));
    await().until(() -> "enabled".equals(label(namespace)));
    // When
    patch(namespace, "{\"metadata\":{\"labels\":{\"%s\":\"no\"}}}".formatted(INJECTION));
    // Then
    await().until(() -> !namespace.namespace().getMetadata().getAnnotations().containsKey(MARK));
    annotate(namespace, "null");
    await().during(Duration.ofMillis(500)).until(() -> "no".equals(label(namespace)));
  }

  @Test
  void anAnnotationThatCannotBeReadIsAnEvent(TestNamespace namespace) {
    namespace.made(Map.of(), Map.of(INJECTION, "maybe"));
    await()
        .untilAsserted(() ->
            assertThat(namespace.client().v1().events().inNamespace("default").list().getItems())
                .anySatisfy(event -> {
                  assertThat(event.getInvolvedObject().getName()).isEqualTo(namespace.name());
                  assertThat(event.getReason()).isEqualTo("InvalidInjectionAnnotation");
                  assertThat(event.getMessage()).contains("wrong value \"maybe\"");
                }));
    assertThat(label(namespace)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"kube-system,enabled", "kuma-system,enabled", "kuma-system,true"})
  void systemPodsAreLeftAlone(String system, String label, Cluster cluster) {
    Pod pod = Pods.labelled("web", Map.of(INJECTION, label));
    Pod restricted =
        pod.edit()
            .editSpec()
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(1000L)
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
    Pod stored = cluster.client().pods().inNamespace(system).resource(restricted).dryRun().create();
    assertThat(Pods.names(stored)).containsExactly("app");
    assertThat(stored.getMetadata().getAnnotations()).isNullOrEmpty();
  }

  @Test
  void refusalsNamePodFieldAndCure(TestNamespace namespace) {
    namespace.enabled();
    assertRefused(
        namespace,
        Pods.labelled("web", Map.of("kuma.io/mesh", "none")),
        "metadata.labels[\"kuma.io/mesh\"]: Mesh.kuma.io \"none\" not found: create the Mesh");
    assertRefused(
        namespace,
        Pods.annotated("web", Map.of("kuma.io/sidecar-drain-time", "soon")),
        "metadata.annotations[\"kuma.io/sidecar-drain-time\"]",
        "\"soon\" is not a duration such as 30s or 1m30s");
    assertRefused(
        namespace,
        Pods.annotated("web", Map.of("kuma.io/container-patches", "it-none")),
        "metadata.annotations[\"kuma.io/container-patches\"]",
        "[\"it-none\"]; create them in namespace kuma-system");
  }

  @Test
  void allMistakesAreToldAtOnce(TestNamespace namespace) {
    namespace.enabled();
    assertRefused(
        namespace,
        Pods.annotated(
            "web",
            Map.of("kuma.io/sidecar-drain-time", "soon", "kuma.io/envoy-admin-port", "many")),
        "kuma.io/sidecar-drain-time",
        "kuma.io/envoy-admin-port");
  }

  @Test
  void aPatchThatDoesNotFitIsRefusedWithItsField(TestNamespace namespace) {
    // Given
    namespace.enabled();
    try (var patch =
        Patch.created(
            namespace.client(),
            namespace.name(),
            "{\"op\":\"replace\",\"path\":\"/nowhere/at/all\",\"value\":\"1\"}")) {
      // Then
      await()
          .untilAsserted(() ->
              assertRefused(
                  namespace,
                  Pods.annotated("web", Map.of("kuma.io/container-patches", patch.name())),
                  patch.name(),
                  "spec.sidecarPatch[0]"));
    }
  }

  @Test
  void aReplicaSetTellsWhyItHasNoPods(TestNamespace namespace) {
    namespace.enabled();
    namespace.apply(
        DEPLOYMENT.replace("labels: {app: cart}", "labels: {app: cart, kuma.io/mesh: none}"));
    await()
        .untilAsserted(() ->
            assertThat(
                    namespace
                        .client()
                        .v1()
                        .events()
                        .inNamespace(namespace.name())
                        .list()
                        .getItems())
                .anySatisfy(event -> {
                  assertThat(event.getReason()).isEqualTo("FailedCreate");
                  assertThat(event.getMessage())
                      .contains("pod " + namespace.name() + "/cart-", "can't get its sidecar");
                }));
  }

  @Test
  void whatMakesPodsTellsThatTheyWereInjected(TestNamespace namespace) {
    // Given
    namespace.enabled();
    // When
    namespace.apply(DEPLOYMENT.replace("spec:\n  selector", "spec:\n  replicas: 20\n  selector"));
    // Then
    await()
        .untilAsserted(() ->
            assertThat(injectionEvents(namespace))
                .allSatisfy(event -> {
                  assertThat(event.getType()).isEqualTo("Normal");
                  assertThat(event.getReason()).isEqualTo("SidecarInjected");
                  assertThat(event.getMessage()).startsWith("NamespaceLabel: mesh default; ");
                  assertThat(event.getInvolvedObject().getKind()).isEqualTo("ReplicaSet");
                })
                .extracting(Event::getCount)
                .containsExactly(20));
    String described = namespace.kubectl("", "describe", "replicaset").orThrow();
    assertThat(described).contains("SidecarInjected", "(x20 over ");
  }

  @Test
  void whatMakesPodsTellsWhyTheyAreRefused(TestNamespace namespace) {
    // Given
    namespace.enabled();
    // When
    namespace.apply(
        DEPLOYMENT.replace(
            "labels: {app: cart}",
            "labels: {app: cart}, annotations: {kuma.io/sidecar-drain-time: soon}"));
    // Then
    await()
        .untilAsserted(() ->
            assertThat(injectionEvents(namespace))
                .singleElement()
                .satisfies(event -> {
                  assertThat(event.getType()).isEqualTo("Warning");
                  assertThat(event.getReason()).isEqualTo("SidecarRefused");
                  assertThat(event.getMessage())
                      .startsWith(
                          "InvalidAnnotation: metadata.annotations[\"kuma.io/sidecar-drain-time\"]: ");
                }));
  }

  @Test
  void aDryRunAndAPodOfNobodyLeaveNoEvent(TestNamespace namespace) {
    namespace.enabled();
    namespace.create(Pods.plain("web"));
    namespace.dryRun(
        Pods.plain("dry")
            .edit()
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("apps/v1")
            .withKind("ReplicaSet")
            .withName("dry")
            .withUid("f6d1f0a2-0000-4000-8000-000000000001")
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .build());
    namespace.awaitReadyPod("web");
    assertThat(injectionEvents(namespace)).isEmpty();
  }

  private static List<Event> injectionEvents(TestNamespace namespace) {
    return namespace.client().v1().events().inNamespace(namespace.name()).list().getItems().stream()
        .filter(event -> "higuma.io/injector".equals(event.getSource().getComponent()))
        .toList();
  }

  @Test
  void dryRunShowsTheSidecarAndStoresNothing(TestNamespace namespace) {
    namespace.enabled();
    String shown =
        namespace
            .kubectl(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"},"
                    + "\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"a\"}]}}",
                "apply",
                "--dry-run=server",
                "-o",
                "yaml",
                "-f",
                "-")
            .orThrow();
    assertThat(shown).contains("name: kuma-sidecar", "name: kuma-init");
    assertThat(namespace.pod("web").get()).isNull();
  }

  @Test
  void aSecondApplyChangesNothing(TestNamespace namespace) {
    // Given
    namespace.enabled();
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {app: web}}
        spec: {containers: [{name: app, image: "registry.example/app:1"}]}
        """;
    namespace.apply(pod);
    namespace.awaitReadyPod("web");
    Pod first = namespace.pod("web").require();
    // When
    String said = namespace.kubectl(pod, "apply", "-f", "-").orThrow();
    // Then
    assertThat(said).isEqualTo("pod/web unchanged\n");
    assertThat(namespace.pod("web").require().getSpec()).isEqualTo(first.getSpec());
    // And a pod that has its sidecar already comes through as it is.
    Pod copy =
        first
            .edit()
            .editMetadata()
            .withName("copy")
            .withResourceVersion(null)
            .withUid(null)
            .endMetadata()
            .build();
    assertThat(Pods.names(namespace.dryRun(copy))).isEqualTo(Pods.names(first));
  }

  @Test
  void aNamespaceAndItsPodCanComeTogether(TestNamespace namespace) {
    // The account is made by Kubernetes a moment after the namespace, which kubectl doesn't wait
    // for.
    namespace
        .kubectl(
            """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Namespace
              metadata: {name: %1$s, labels: {kuma.io/sidecar-injection: enabled}}
            - apiVersion: v1
              kind: ServiceAccount
              metadata: {name: web}
            - apiVersion: v1
              kind: Pod
              metadata: {name: web, labels: {app: web}}
              spec:
                serviceAccountName: web
                containers: [{name: app, image: "registry.example/app:1"}]
            """
                .formatted(namespace.name()),
            "apply",
            "-f",
            "-")
        .orThrow();
    assertThat(Pods.hasSidecar(namespace.pod("web").require())).isTrue();
  }

  @Test
  void aMeshAndItsPodCanComeTogether(TestNamespace namespace) {
    namespace.enabled();
    namespace.apply(
        """
        apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: %1$s}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, labels: {kuma.io/mesh: %1$s}}
        spec: {containers: [{name: app, image: "registry.example/app:1"}]}
        """
            .formatted(namespace.name()));
    try {
      assertThat(Pods.hasSidecar(namespace.pod("web").require())).isTrue();
    } finally {
      namespace.unchecked("", "delete", "mesh", namespace.name()).orThrow();
    }
  }

  private static void assertRefused(TestNamespace namespace, Pod pod, String... parts) {
    assertThatThrownBy(() -> namespace.dryRun(pod))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> assertThat(refusal.getCode()).isEqualTo(403))
        .hasMessageContaining("denied the request: ")
        .hasMessageContaining(
            "pod "
                + namespace.name()
                + "/"
                + pod.getMetadata().getName()
                + " can't get its sidecar: ")
        .hasMessageContainingAll(parts);
  }

  private static @Nullable String label(TestNamespace namespace) {
    Map<String, String> labels = namespace.namespace().getMetadata().getLabels();
    return labels.get(INJECTION);
  }

  private static void annotate(TestNamespace namespace, String value) {
    patch(namespace, "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(INJECTION, value));
  }

  private static void patch(TestNamespace namespace, String mergePatch) {
    List<String> command =
        List.of("patch", "namespace", namespace.name(), "--type=merge", "-p", mergePatch);
    namespace.kubectl("", command.toArray(String[]::new)).orThrow();
  }
}
