package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code higuma inspect} says of a real cluster. */
@ExtendWith(LocalCluster.class)
class InspectIT {
  private final Cluster cluster;

  @TempDir private Path folder;

  InspectIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void tellsOfAProxyAndItsPolicies(TestNamespace namespace) throws IOException {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      // Given
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
          """);
      namespace.create(Pods.plain("web"));
      namespace.awaitDataplane("web");
      namespace.apply(
          """
          apiVersion: kuma.io/v1alpha1
          kind: MeshTimeout
          metadata: {name: slow, labels: {kuma.io/mesh: %1$s}}
          spec:
            targetRef: {kind: Dataplane, labels: {app: web}}
            rules: [{default: {idleTimeout: 123s}}]
          ---
          apiVersion: kuma.io/v1alpha1
          kind: MeshTimeout
          metadata: {name: of-others, labels: {kuma.io/mesh: %1$s}}
          spec:
            targetRef: {kind: Dataplane, labels: {app: nobody}}
            rules: [{default: {idleTimeout: 124s}}]
          """
              .formatted(mesh.name()));
      // When nobody has connected
      assertThat(inspect(namespace, "dataplane", "web").output())
          .contains("Not connected, and no control plane has written that it ever was")
          .contains("idleTimeout: 123s  <- slow." + namespace.name() + " spec.rules[0]")
          .contains("it wants app=nobody, and the proxy has web");
      // When it has been connected
      namespace
          .unchecked(
              """
              apiVersion: kuma.io/v1alpha1
              kind: DataplaneInsight
              mesh: %s
              metadata: {name: web}
              status:
                metadata: {dataplane.proxyType: dataplane}
                subscriptions: [{controlPlaneInstanceId: cp-7, connectTime: "2026-05-01T09:00:00Z", status: {}}]
              """
                  .formatted(mesh.name()),
              "create",
              "-f",
              "-")
          .orThrow();
      JsonNode report =
          new ObjectMapper().readTree(inspect(namespace, "dp", "web", "-ojson").output());
      assertThat(report.at("/status/instance").asText()).isEqualTo("cp-7");
      assertThat(report.at("/configuration/listeners").toString()).contains("\"123s\"");
      assertThat(inspect(namespace, "dataplane", "web", "--type=clusters").output())
          .contains("\nclusters:\n", "- name: ");
      assertThat(inspect(namespace, "policy", "mt", "of-others").output())
          .contains("It is for no Dataplane.", "it wants app=nobody, and the proxy has web");
      assertThat(inspect(namespace, "policy", "meshtimeouts", "slow").output())
          .contains("web." + namespace.name() + ": inbounds");
      // When something is not there
      Cluster.Outcome none = inspect(namespace, "dataplane", "nothing");
      assertThat(none.exitCode()).isEqualTo(3);
      assertThat(none.output()).contains("there is no such object in the cluster");
      // When the user may read little more than that
      String viewer = viewer(namespace).toString();
      // Then; the authorizer learns of a new role a moment later
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(inspect(namespace, "dataplane", "web", "--kubeconfig", viewer).output())
                  .contains("to cp-7", "idleTimeout: 123s")
                  .contains("Not known\n", "configmaps \"kuma-control-plane-config\" is forbidden")
                  .doesNotContain("which objects of kind"));
    } finally {
      namespace.client().rbac().clusterRoleBindings().withName(namespace.name()).delete();
      namespace.client().rbac().clusterRoles().withName(namespace.name()).delete();
    }
  }

  private Cluster.Outcome inspect(TestNamespace namespace, String... words) {
    var args = new ArrayList<>(List.of("inspect"));
    args.addAll(List.of(words));
    args.addAll(List.of("-n", namespace.name()));
    if (Stream.of(words).noneMatch("--kubeconfig"::equals)) {
      args.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString()));
    }
    String[] all = args.toArray(String[]::new);
    Cluster.Outcome outcome = cluster.higuma(all);
    for (int i = 0; i < 3 && outcome.output().contains("can't be reached within"); i++) {
      outcome = cluster.higuma(all);
    }
    return outcome;
  }

  /** A user who may read the kinds of the mesh, and nothing of the control plane. */
  private Path viewer(TestNamespace namespace) throws IOException {
    var client = namespace.client();
    client
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .endMetadata()
                .withRules(
                    new PolicyRuleBuilder()
                        .withApiGroups("kuma.io")
                        .withResources("*")
                        .withVerbs("get", "list")
                        .build())
                .build())
        .create();
    client
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", namespace.name())
                .addNewSubject("", "ServiceAccount", "default", namespace.name())
                .build())
        .create();
    String token =
        client
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
}
