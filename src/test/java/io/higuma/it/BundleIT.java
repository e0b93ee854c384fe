package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StrategyDetailsDeployment;
import io.higuma.cluster.WebhookTrust;
import io.higuma.deploy.olm.Bundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the Operator Lifecycle Manager makes of the bundle, and what is left when it takes that out.
 */
@ExtendWith(LocalCluster.class)
class BundleIT {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String NAMESPACE = "kuma-system";
  private static final String ACCOUNT = "kuma-control-plane";
  private static final String GENERATED = "higuma.v0-generated";
  private static final String FOLDER = "target/it/olm-operator";
  private static final String WEBHOOKS =
      "mutatingwebhookconfigurations,validatingwebhookconfigurations";

  private final Cluster cluster;
  private final Bundle bundle = Bundle.of("");

  BundleIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void theRulesOfTheOperatorFrameworkAreKept() {
    // Given
    Path folder = Path.of("target", "it", "olm");
    bundle.write(folder);
    Cluster.run("", "dev/validate-bundle", "--build").orThrow();
    // When
    Cluster.Outcome outcome =
        Cluster.run("", "dev/validate-bundle", folder.resolve("bundle").toString());
    // Then
    assertThat(outcome).isEqualTo(new Cluster.Outcome(0, ""));
  }

  @Test
  void itsWebhooksGoWithItsRights(TestNamespace namespace) {
    // Given
    namespace.enabled();
    StrategyDetailsDeployment strategy = bundle.csv().getSpec().getInstall().getSpec();
    String rights = text(rights(strategy));
    String others = text(others(strategy));
    cluster.stopOperator();
    cluster.script("dev/uninstall").orThrow();
    try {
      cluster.kubectl(rights, "apply", "-f", "-").orThrow();
      cluster.kubectl(others, "-n", NAMESPACE, "apply", "-f", "-").orThrow();
      // When
      cluster.startReplica(FOLDER, "target/it/operator", settings(strategy));
      // Then
      MutatingWebhookConfiguration made = webhooks();
      assertThat(made.getMetadata().getOwnerReferences())
          .extracting(OwnerReference::getKind, OwnerReference::getName)
          .containsExactly(tuple("ClusterRole", GENERATED));
      assertThat(made.getWebhooks()).allMatch(BundleIT::isLive);
      assertThat(names()).containsExactlyInAnyOrder(WebhookTrust.MUTATING, WebhookTrust.VALIDATING);
      // No Service of this cluster leads anywhere, so now a pod of the mesh has to wait.
      assertThatThrownBy(() -> namespace.dryRun(Pods.plain("waits")))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("kuma-injector.kuma.io");
      // When
      cluster
          .kubectl("", "delete", "mutatingwebhookconfiguration", WebhookTrust.MUTATING)
          .orThrow();
      // Then
      await()
          .ignoreExceptions()
          .until(() -> webhooks().getWebhooks().stream().allMatch(BundleIT::isLive));
      // When
      cluster.kubectl(rights, "delete", "-f", "-").orThrow();
      // Then
      await().until(() -> names().isEmpty());
      assertThat(Pods.hasSidecar(namespace.dryRun(Pods.plain("waits-no-more")))).isFalse();
      Cluster.run("", "dev/operator", "stop", FOLDER).orThrow();
      assertThat(names()).as("it did not make them again").isEmpty();
      assertThat(cluster.kubectl("", "get", "mesh", "default").exitCode()).isZero();
    } finally {
      Cluster.run("", "dev/operator", "stop", FOLDER);
      cluster.kubectl(rights, "delete", "--ignore-not-found", "-f", "-");
      cluster.kubectl(others, "-n", NAMESPACE, "delete", "--ignore-not-found", "-f", "-");
      cluster.startOperator();
    }
  }

  /** What makes a call of the API server reach somebody, and be believed. */
  private static boolean isLive(MutatingWebhook webhook) {
    return !webhook.getRules().isEmpty()
        && webhook.getClientConfig().getService().getNamespace().equals(NAMESPACE)
        && webhook.getClientConfig().getCaBundle() != null;
  }

  private MutatingWebhookConfiguration webhooks() {
    return cluster
        .client()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(WebhookTrust.MUTATING)
        .require();
  }

  private List<String> names() {
    return cluster
        .kubectl(
            "", "get", WEBHOOKS, "-o", "jsonpath={range .items[*]}{.metadata.name}{'\\n'}{end}")
        .orThrow()
        .lines()
        .toList();
  }

  /** Cluster-wide rights, with the labels of whom OLM makes them for. */
  private List<HasMetadata> rights(StrategyDetailsDeployment strategy) {
    var permission = strategy.getClusterPermissions().getFirst();
    return List.of(
        new ClusterRoleBuilder()
            .withNewMetadata()
            .withName(GENERATED)
            .withLabels(bundle.ownerLabels())
            .addToLabels("olm.owner.namespace", NAMESPACE)
            .endMetadata()
            .withRules(permission.getRules())
            .build(),
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(GENERATED)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", GENERATED)
            .addNewSubject()
            .withKind("ServiceAccount")
            .withName(permission.getServiceAccountName())
            .withNamespace(NAMESPACE)
            .endSubject()
            .build());
  }

  private List<HasMetadata> others(StrategyDetailsDeployment strategy) {
    var objects = new ArrayList<HasMetadata>();
    objects.add(
        new ServiceAccountBuilder().withNewMetadata().withName(ACCOUNT).endMetadata().build());
    for (HasMetadata other : bundle.others()) {
      other.getMetadata().setOwnerReferences(List.of()); // There is no ClusterServiceVersion here.
      objects.add(other);
    }
    var deployment = strategy.getDeployments().getFirst();
    objects.add(
        new DeploymentBuilder()
            .withNewMetadata()
            .withName(deployment.getName())
            .withLabels(deployment.getLabel())
            .endMetadata()
            .withSpec(deployment.getSpec())
            .build());
    return objects;
  }

  private static String text(List<HasMetadata> objects) {
    return String.join("\n---\n", objects.stream().map(YAML::asYaml).toList());
  }

  /** Of the Deployment, for the process that stands for its pods. */
  private static Map<String, String> settings(StrategyDetailsDeployment strategy) {
    var env =
        strategy
            .getDeployments()
            .getFirst()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst()
            .getEnv()
            .getLast();
    return Map.of(env.getName(), env.getValue());
  }
}
