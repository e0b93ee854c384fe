package io.higuma.it;

import static io.higuma.it.TestNamespace.INJECTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code higuma explain} says of a real cluster. */
@ExtendWith(LocalCluster.class)
class ExplainIT {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata:
            labels: {app: cart}
            annotations: {%s}
          spec:
            containers:
            - name: cart
              image: registry.example/cart:1
              ports: [{name: http, containerPort: 8080}]
              readinessProbe: {httpGet: {path: /healthz, port: http}}
      """;

  private final Cluster cluster;

  @TempDir private Path folder;

  ExplainIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void anInjectedPodIsAsANewOneWouldBe(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(DEPLOYMENT.formatted("kuma.io/sidecar-drain-time: 40s"));
    Pod pod = namespace.awaitReadyPod("cart");
    // When
    Cluster.Outcome outcome = explain(namespace, "pod", pod.getMetadata().getName());
    // Then
    assertThat(outcome.output())
        .startsWith(
            "Pod %s/%s has a sidecar.".formatted(namespace.name(), pod.getMetadata().getName()))
        .contains(
            "NamespaceLabel: ",
            "selected by namespace-kuma-injector.kuma.io",
            "Form: native",
            "Image: docker.io/kumahq/kuma-dp:2.14.3",
            "Probe: cart readinessProbe HTTP :8080/healthz -> HTTP :9001/8080/healthz",
            "kuma.io/sidecar-drain-time: 40s",
            "changes kuma-sidecar env KUMA_DATAPLANE_DRAIN_TIME",
            "sidecarContainer.image: docker.io/kumahq/kuma-dp:2.14.3 (in ConfigMap"
                + " kuma-system/kuma-control-plane-config, line ")
        .doesNotContain("A new pod would get another sidecar", "BEGIN CERTIFICATE");
    assertThat(outcome.exitCode()).isZero();
    assertThat(explain(namespace, "deploy/cart").output())
        .contains("; 1 of its pods have one, 0 have none.");
  }

  @Test
  void aPatchThatWasChangedSinceIsFound(TestNamespace namespace) {
    // Given
    namespace.enabled();
    try (var patch = Patch.created(cluster.client(), namespace.name(), memoryLimit("768Mi"))) {
      await()
          .ignoreExceptions()
          .untilAsserted(() ->
              namespace.dryRun(
                  Pods.annotated("x", Map.of("kuma.io/container-patches", namespace.name()))));
      namespace.apply(DEPLOYMENT.formatted("kuma.io/container-patches: " + namespace.name()));
      namespace.awaitReadyPod("cart");
      patch.apply(memoryLimit("1Gi"));
      // When
      Cluster.Outcome outcome = explain(namespace, "deployment.apps", "cart");
      // Then
      assertThat(outcome.output())
          .contains(
              "kuma-sidecar resources.limits.memory is 768Mi, would be 1Gi (ContainerPatch %s)"
                  .formatted(namespace.name()),
              "kubectl rollout restart deployment/cart -n " + namespace.name(),
              "has a sidecar, but not the one that a new pod would get");
    }
  }

  @Test
  void thePodIsOlderThanTheLabelAndTheCureHelps(TestNamespace namespace) throws Exception {
    // Given
    namespace.labelled(Map.of());
    namespace.apply(DEPLOYMENT.formatted(""));
    Pod old = namespace.awaitReadyPod("cart");
    Thread.sleep(1_100); // Times of the API are whole seconds.
    namespace.kubectl("", "label", "namespace", namespace.name(), INJECTION + "=enabled").orThrow();
    // When
    JsonNode explanation = json(explain(namespace, "po", old.getMetadata().getName(), "-ojson"));
    // Then
    assertThat(explanation.path("state").asText()).isEqualTo("NotInjected");
    JsonNode cause = explanation.path("causes").path(0);
    assertThat(cause.path("code").asText()).isEqualTo("CreatedBeforeNamespaceLabel");
    assertThat(cause.path("sentence").asText()).contains("kubectl");
    String cure = cause.at("/cure/commands/0").asText();
    assertThat(cure).isEqualTo("kubectl rollout restart deployment/cart -n " + namespace.name());
    // When
    cluster.kubectl("", words(cure)).orThrow();
    // Then
    await()
        .untilAsserted(() ->
            assertThat(explain(namespace, "deployment/cart").output())
                .contains("; 1 of its pods have one, 0 have none."));
  }

  @Test
  void aDeploymentWhosePodsAreRefused(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(DEPLOYMENT.formatted("kuma.io/sidecar-drain-time: soon"));
    // When
    await()
        .untilAsserted(() -> {
          Cluster.Outcome outcome = explain(namespace, "deploy/cart");
          // Then
          assertThat(outcome.output())
              .contains(
                  "would be refused; the Deployment has no pods.",
                  "InvalidAnnotation: ",
                  "PodsRefused (certain): 0 of 1 pods are there: ReplicaSet ",
                  "\"soon\" is not a duration");
          assertThat(outcome.exitCode()).isEqualTo(1);
        });
  }

  @Test
  void aPodOfTheHostsNetwork(TestNamespace namespace) {
    // Given
    namespace.enabled();
    Pod pod = Pods.plain("node-agent");
    pod.getSpec().setHostNetwork(true);
    pod.getSpec().getContainers().getFirst().setPorts(List.of());
    namespace.create(pod);
    // When
    Cluster.Outcome outcome = explain(namespace, "pod/node-agent");
    // Then
    assertThat(outcome.output())
        .contains(
            "has no sidecar, and a new pod would get none.",
            "HostNetwork: ",
            "spec.hostNetwork: true");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void whoMayReadTheNamespaceOnlyLearnsWhatIsUnknown(TestNamespace namespace) throws IOException {
    // Given
    namespace.enabled();
    namespace.create(Pods.plain("web"));
    Path viewer = viewer(namespace);
    // When
    Cluster.Outcome outcome =
        patiently(
            List.of(
                "explain", "pod/web", "-n", namespace.name(), "--kubeconfig", viewer.toString()));
    // Then
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output())
        .contains(
            "has a sidecar.",
            "Not known",
            "the cluster's own webhook configuration; that of Higuma's deploy/ is assumed"
                + " (mutatingwebhookconfigurations.admissionregistration.k8s.io is forbidden: ",
            "which meshes there are; ",
            "the settings of the control plane; the defaults are assumed (configmaps"
                + " \"kuma-control-plane-config\" is forbidden: ")
        .doesNotContain("A new pod would get another sidecar", "labels of the namespace");
    // When
    Cluster.Outcome elsewhere =
        patiently(
            List.of("explain", "pod/web", "-n", "kube-public", "--kubeconfig", viewer.toString()));
    // Then
    assertThat(elsewhere.exitCode()).isEqualTo(3);
    assertThat(elsewhere.output())
        .startsWith("higuma: Pod kube-public/web: may not be read: pods \"web\" is forbidden: ");
  }

  @Test
  void aPodThatIsNotThere(TestNamespace namespace) {
    namespace.enabled();
    Cluster.Outcome outcome = explain(namespace, "pod", "none");
    assertThat(outcome.output())
        .isEqualTo(
            "higuma: Pod %s/none: there is no such object in the cluster\n"
                .formatted(namespace.name()));
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @Test
  void anApiServerThatIsNotThere() throws IOException {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("gone"),
            Files.readString(cluster.kubeconfig())
                .replaceFirst("https://127.0.0.1:\\d+", "https://127.0.0.1:1"));
    Cluster.Outcome outcome =
        cluster.higuma("explain", "pod/web", "--kubeconfig", kubeconfig.toString());
    assertThat(outcome.output())
        .startsWith("higuma: the API server https://127.0.0.1:1/ can't be reached within 10 s: ")
        .doesNotContain("\tat ");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  private Cluster.Outcome explain(TestNamespace namespace, String... args) {
    var all =
        new ArrayList<>(
            List.of(
                "explain",
                "-n",
                namespace.name(),
                "--kubeconfig",
                cluster.kubeconfig().toString()));
    all.addAll(List.of(args));
    return patiently(all);
  }

  /** The machine may be so busy with something else that the API server does not answer in time. */
  private Cluster.Outcome patiently(List<String> args) {
    Cluster.Outcome outcome = cluster.higuma(args.toArray(String[]::new));
    for (int i = 0; i < 3 && outcome.output().contains("can't be reached within"); i++) {
      outcome = cluster.higuma(args.toArray(String[]::new));
    }
    return outcome;
  }

  /** The way in of somebody who may read a namespace, and nothing else. */
  private Path viewer(TestNamespace namespace) throws IOException {
    namespace
        .client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("viewer")
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                .addNewSubject("", "ServiceAccount", "default", namespace.name())
                .build())
        .create();
    String token =
        namespace
            .client()
            .serviceAccounts()
            .inNamespace(namespace.name())
            .withName("default")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(600L)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
    return Files.writeString(
        folder.resolve("viewer"),
        Files.readString(cluster.kubeconfig()).replaceFirst("token: [0-9a-f]+", "token: " + token));
  }

  private static JsonNode json(Cluster.Outcome outcome) throws IOException {
    return new ObjectMapper().readTree(outcome.output());
  }

  /** Without the program's name. */
  private static String[] words(String command) {
    String[] words = command.split(" ");
    return List.of(words).subList(1, words.length).toArray(String[]::new);
  }

  private static String memoryLimit(String value) {
    return "{\"op\": \"replace\", \"path\": \"/resources/limits/memory\", \"value\": \"\\\"%s\\\"\"}"
        .formatted(value);
  }
}
