package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Old sidecars are counted by the control plane, and listed by {@code higuma stale}. */
@ExtendWith(LocalCluster.class)
class StaleIT {
  private static final String IMAGE = "KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_IMAGE";
  private static final String HASH = "higuma.io/injection-hash";
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

  private final Cluster cluster;

  @TempDir private Path folder;

  StaleIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void podsOfYesterdaysImageAreOldUntilTheyAreMadeAnew(TestNamespace namespace) throws IOException {
    // Given
    String mesh = namespace.name();
    var made = new Mesh();
    made.getMetadata().setName(mesh);
    cluster.client().resource(made).create();
    try {
      namespace.labelled(Map.of(TestNamespace.INJECTION, "enabled", "kuma.io/mesh", mesh));
      await()
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(namespace.dryRun(Pods.plain("x")).getMetadata().getLabels())
                  .containsEntry("kuma.io/mesh", mesh));
      namespace.apply(DEPLOYMENT);
      Pod old = namespace.awaitReadyPod("cart");
      assertThat(old.getMetadata().getAnnotations().get(HASH)).matches("[0-9a-f]{16}");
      awaitSidecars(mesh, condition -> assertThat(condition.getStatus()).isEqualTo("True"));
      Cluster.Outcome none = stale(namespace, "default");
      assertThat(none.exitCode()).as(none.output()).isZero();
      // When
      cluster.stopOperator();
      cluster.startOperator(Map.of(IMAGE, "registry.example/kuma-dp:next"));
      // Then
      awaitSidecars(
          mesh,
          condition -> {
            assertThat(condition.getStatus()).isEqualTo("False");
            assertThat(condition.getMessage())
                .startsWith("1 pods have a sidecar")
                .contains(namespace.name() + "/" + old.getMetadata().getName());
          });
      assertThat(cluster.diagnostics("/metrics"))
          .containsPattern("higuma_stale_sidecars\\{.*mesh=\"" + mesh + "\".*} 1\\.0");
      Cluster.Outcome listed = stale(namespace, "next", "-ojson");
      assertThat(listed.exitCode()).as(listed.output()).isEqualTo(6);
      JsonNode found = new ObjectMapper().readTree(listed.output());
      assertThat(found.path("stale").asInt()).isEqualTo(1);
      assertThat(found.at("/groups/0/owner").asText())
          .isEqualTo("Deployment " + namespace.name() + "/cart");
      assertThat(found.at("/groups/0/differences"))
          .as("only the image")
          .hasSize(1)
          .first()
          .asString()
          .contains(
              "kuma-sidecar image",
              "registry.example/kuma-dp:next",
              "setting runtime.kubernetes.injector.sidecarContainer.image");
      // When
      namespace.kubectl("", "rollout", "restart", "deployment/cart", "-n", namespace.name());
      // Then
      awaitSidecars(mesh, condition -> assertThat(condition.getStatus()).isEqualTo("True"));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(stale(namespace, "next").exitCode()).isZero());
      assertThat(cluster.diagnostics("/metrics"))
          .containsPattern("higuma_stale_sidecars\\{.*mesh=\"" + mesh + "\".*} 0\\.0");
    } finally {
      cluster.stopOperator();
      cluster.startOperator();
      namespace.kubectl("", "delete", "deployment", "cart", "-n", namespace.name());
      namespace.unchecked("", "delete", "mesh", mesh).orThrow();
    }
  }

  /** What the operator has in its environment here, the command line gets as a file. */
  private Cluster.Outcome stale(TestNamespace namespace, String tag, String... more)
      throws IOException {
    var args =
        new ArrayList<>(
            List.of(
                "stale", "-n", namespace.name(), "--kubeconfig", cluster.kubeconfig().toString()));
    if (!tag.equals("default")) {
      String settings =
          cluster
              .kubectl(
                  "",
                  "get",
                  "configmap",
                  "kuma-control-plane-config",
                  "-n",
                  "kuma-system",
                  "-o",
                  "jsonpath={.data.config\\.yaml}")
              .orThrow()
              .replaceAll(
                  "image: docker.io/kumahq/kuma-dp:.*", "image: registry.example/kuma-dp:" + tag);
      args.addAll(
          List.of(
              "--config", Files.writeString(folder.resolve("config.yaml"), settings).toString()));
    }
    args.addAll(List.of(more));
    Cluster.Outcome outcome = cluster.higuma(args.toArray(String[]::new));
    for (int i = 0; i < 3 && outcome.output().contains("can't be reached within"); i++) {
      outcome = cluster.higuma(args.toArray(String[]::new));
    }
    return outcome;
  }

  private void awaitSidecars(String mesh, Consumer<Condition> expectation) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          Mesh found = cluster.client().resources(Mesh.class).withName(mesh).get();
          assertThat(found.getStatus()).isNotNull();
          assertThat(found.getStatus().conditions())
              .filteredOn(condition -> "SidecarsUpToDate".equals(condition.getType()))
              .singleElement()
              .satisfies(expectation);
        });
  }
}
