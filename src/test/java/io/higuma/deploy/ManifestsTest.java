package io.higuma.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.higuma.certs.CertificateSecrets;
import io.higuma.cluster.LeaderElection;
import io.higuma.cluster.WebhookTrust;
import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.resource.ResourceKind;
import io.higuma.webhook.WebhookRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds deploy/ together with the code, and the webhooks with those of Kuma. */
class ManifestsTest {
  private static final Path FOLDER = Path.of("deploy", "webhook");
  private static final String KEY = "kuma.io/sidecar-injection";
  private static final String NAME = "kubernetes.io/metadata.name";

  private static final Set<ResourceKind> DEFAULTED_OF_THE_LEGACY_FORMAT =
      EnumSet.of(
          ResourceKind.MESH,
          ResourceKind.DATAPLANE,
          ResourceKind.DATAPLANE_INSIGHT,
          ResourceKind.MESH_GATEWAY,
          ResourceKind.ZONE_INGRESS,
          ResourceKind.ZONE_INGRESS_INSIGHT,
          ResourceKind.ZONE_EGRESS,
          ResourceKind.ZONE_EGRESS_INSIGHT,
          ResourceKind.SERVICE_INSIGHT,
          ResourceKind.ZONE_INSIGHT);

  /** Legacy policies, and what else users write for a mesh. */
  private static final Set<ResourceKind> OWNED_OF_THE_LEGACY_FORMAT =
      Arrays.stream(ResourceKind.values())
          .filter(kind -> kind.format() == ResourceKind.Format.LEGACY)
          .filter(kind -> kind.scope() == ResourceKind.Scope.CLUSTER && kind.isInMesh())
          .filter(kind -> kind.role() != ResourceKind.Role.INSIGHT)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(ResourceKind.class)));

  /** Kuma has no rules for zone proxies, and forgets one policy. */
  private static final Set<ResourceKind> NOT_VALIDATED =
      EnumSet.of(ResourceKind.TIMEOUT, ResourceKind.ZONE_INGRESS, ResourceKind.ZONE_EGRESS);

  private static final Map<String, List<RuleWithOperations>> RULES =
      WebhookRules.packaged().byWebhook();

  private final List<HasMetadata> manifests = manifests();

  @Test
  void everythingHasItsName() {
    assertThat(manifests)
        .extracting(one -> one.getKind() + "/" + one.getMetadata().getName())
        .containsExactly(
            "ServiceAccount/kuma-control-plane",
            "ClusterRole/kuma-control-plane",
            "ClusterRoleBinding/kuma-control-plane",
            "ClusterRole/kuma-control-plane-workloads",
            "ClusterRoleBinding/kuma-control-plane-workloads",
            "Role/kuma-control-plane",
            "RoleBinding/kuma-control-plane",
            "Service/kuma-control-plane",
            "ConfigMap/kuma-control-plane-config",
            "PriorityClass/kuma-control-plane",
            "PodDisruptionBudget/kuma-control-plane",
            "Deployment/kuma-control-plane",
            "MutatingWebhookConfiguration/" + WebhookTrust.MUTATING,
            "ValidatingWebhookConfiguration/" + WebhookTrust.VALIDATING,
            "NetworkPolicy/kuma-control-plane");
    assertThat(objects(Path.of("deploy", "namespace", "namespace.yaml")).toList())
        .singleElement()
        .isInstanceOf(Namespace.class)
        .satisfies(namespace ->
            assertThat(namespace.getMetadata().getLabels()).containsEntry(KEY, "false"));
  }

  @Test
  void kustomizationListsEveryManifest() throws IOException {
    String kustomization = Files.readString(FOLDER.resolve("kustomization.yaml"));
    assertThat(files()).allMatch(file -> kustomization.contains("- " + file.getFileName()));
  }

  /** Nothing may wait for a control plane that has gone; and what users wrote stays. */
  @Test
  void anUninstallBeginsWithTheWebhooks() throws IOException {
    assertThat(Files.readAllLines(FOLDER.resolve("kustomization.yaml")))
        .containsSubsequence("  order: fifo", "resources:", "- 05-webhooks.yaml", "- 01-rbac.yaml");
    assertThat(manifests)
        .noneMatch(one -> one instanceof Namespace || one instanceof CustomResourceDefinition);
    assertThat(Files.readAllLines(Path.of("deploy", "kustomization.yaml")))
        .containsSubsequence("  order: fifo", "- namespace", "- crds", "- webhook");
  }

  /** A selector finds no API server and no node. */
  @Test
  void theNetworkPolicyLetsInWhoCalls() {
    List<NetworkPolicyIngressRule> rules = only(NetworkPolicy.class).getSpec().getIngress();
    assertThat(only(NetworkPolicy.class).getSpec().getPodSelector())
        .isEqualTo(only(Deployment.class).getSpec().getSelector());
    assertThat(rules)
        .extracting(rule -> rule.getPorts().getFirst().getPort().getStrVal())
        .containsExactlyElementsOf(List.of("admission", "dp-server", "diagnostics"));
    assertThat(
            only(Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getPorts())
        .extracting(ContainerPort::getName)
        .contains("admission", "dp-server", "diagnostics");
    assertThat(rules).extracting(rule -> rule.getFrom().size()).containsExactly(0, 0, 1);
  }

  @Test
  void noRoleHasAWildcardOrReadsSecretsElsewhere() {
    assertThat(rules(ClusterRole.class, Role.class))
        .allSatisfy(rule -> {
          assertThat(rule.getApiGroups()).doesNotContain("*");
          assertThat(rule.getResources()).doesNotContain("*");
          assertThat(rule.getVerbs()).doesNotContain("*");
          assertThat(rule.getNonResourceURLs()).isEmpty();
        });
    assertThat(rules(ClusterRole.class)).noneMatch(rule -> rule.getResources().contains("secrets"));
    assertThat(rules(Role.class).stream().filter(rule -> rule.getResources().contains("secrets")))
        .allMatch(rule ->
            rule.getVerbs().equals(List.of("get", "list", "watch", "create"))
                || rule.getResourceNames()
                    .equals(List.of(CertificateSecrets.SERVING, CertificateSecrets.AUTHORITY)));
  }

  @Test
  void defaultPoliciesAreWrittenInOurNamespaceOnly() {
    assertThat(rules(ClusterRole.class))
        .filteredOn(rule -> rule.getResources().contains("meshtimeouts"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("list", "watch"));
    assertThat(rules(Role.class))
        .filteredOn(rule -> rule.getResources().contains("meshtimeouts"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getResources())
              .containsExactly("meshtimeouts", "meshcircuitbreakers", "meshretries");
          assertThat(rule.getVerbs()).containsExactly("get", "create", "patch");
        });
  }

  /** What a policy says is its author's; of the rest, its status is ours. */
  @Test
  void ofPoliciesEverywhereTheStatusAloneIsWritten() {
    List<String> statuses =
        Arrays.stream(ResourceKind.values())
            .filter(kind -> kind.role() == ResourceKind.Role.POLICY)
            .map(kind -> kind.plural() + "/status")
            .sorted()
            .toList();
    assertThat(rules(ClusterRole.class))
        .filteredOn(rule -> rule.getResources().contains("meshtimeouts/status"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getVerbs()).containsExactly("patch");
          assertThat(rule.getResources()).containsExactlyElementsOf(statuses);
        });
  }

  /** Where a role is narrowest: two rules for one kind add up to what nobody meant. */
  @Test
  void whatIsOnlyWatchedIsNotReadOneByOne() {
    for (String kind :
        List.of(
            "meshservices",
            "meshzoneaddresses",
            "workloads",
            "meshinsights",
            "serviceinsights",
            "externalservices",
            "meshtraces",
            "meshidentities")) {
      assertThat(rules(ClusterRole.class))
          .filteredOn(rule -> rule.getResources().contains(kind))
          .as(kind)
          .singleElement()
          .satisfies(rule ->
              assertThat(rule.getVerbs()).startsWith("list", "watch").doesNotContain("get"));
    }
    assertThat(rules(ClusterRole.class))
        .filteredOn(rule -> rule.getResources().contains("pods/finalizers"))
        .singleElement()
        .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("update"));
  }

  /** A review tells whose a token is, and gives none. */
  @Test
  void tokensAreReviewedAndNotMade() {
    assertThat(rules(ClusterRole.class, Role.class))
        .filteredOn(rule -> rule.getApiGroups().contains("authentication.k8s.io"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getResources()).containsExactly("tokenreviews");
          assertThat(rule.getVerbs()).containsExactly("create");
        });
    assertThat(rules(ClusterRole.class, Role.class))
        .noneMatch(rule -> rule.getResources().contains("serviceaccounts/token"));
  }

  @Test
  void zoneProxiesAreWrittenInOurNamespaceOnly() {
    assertThat(rules(ClusterRole.class))
        .noneMatch(rule -> rule.getResources().contains("zoneingresses"));
    assertThat(rules(Role.class))
        .filteredOn(rule -> rule.getResources().contains("zoneingresses"))
        .singleElement()
        .satisfies(rule ->
            assertThat(rule.getVerbs())
                .containsExactly("get", "list", "watch", "create", "patch", "delete"));
  }

  @Test
  void workloadsAreWrittenForGatewaysOnlyAndNeverDeleted() {
    assertThat(rules(ClusterRole.class))
        .filteredOn(rule -> rule.getResources().contains("deployments"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getResources()).containsExactly("deployments");
          assertThat(rule.getVerbs()).containsExactly("get", "list", "watch", "create", "patch");
        });
    assertThat(rules(ClusterRole.class))
        .filteredOn(rule -> rule.getResources().contains("services"))
        .extracting(PolicyRule::getVerbs)
        .containsExactlyInAnyOrder(
            List.of("get", "list", "watch"), List.of("patch"), List.of("create"));
    assertThat(rules(ClusterRole.class))
        .filteredOn(rule -> rule.getResources().toString().contains("meshgatewayinstances"))
        .extracting(rule -> rule.getResources().getFirst() + " " + rule.getVerbs())
        .containsExactlyInAnyOrder(
            "meshgatewayinstances [list, watch]",
            "meshgatewayinstances/status [patch]",
            "meshgatewayinstances/finalizers [update]");
    assertThat(rules(Role.class)).noneMatch(rule -> rule.getResources().contains("deployments"));
  }

  @Test
  void webhookConfigurationsAreNamedOneByOne() {
    assertThat(
            rules(ClusterRole.class).stream()
                .filter(rule -> rule.getApiGroups().contains("admissionregistration.k8s.io")))
        .hasSize(2)
        .allMatch(rule -> rule.getResources().size() == 1)
        .allMatch(rule -> rule.getResourceNames().size() == 1)
        .allMatch(rule -> rule.getVerbs().equals(List.of("get", "list", "watch", "patch")));
  }

  @Test
  void serviceLeadsToTheConfiguredPorts() {
    Service service = only(Service.class);
    ConfigResult.Loaded defaults =
        (ConfigResult.Loaded) ConfigLoader.load(Optional.empty(), Map.of());
    Map<String, ServicePort> ports =
        service.getSpec().getPorts().stream()
            .collect(Collectors.toMap(ServicePort::getName, port -> port));
    assertThat(ports).containsOnlyKeys("diagnostics", "https-admission-server", "dp-server");
    assertThat(ports.get("dp-server").getPort()).isEqualTo(defaults.config().dpServer().port());
    assertThat(ports.get("https-admission-server").getPort()).isEqualTo(443);
    assertThat(ports.get("https-admission-server").getTargetPort().getIntVal())
        .isEqualTo(defaults.config().runtime().kubernetes().admissionServer().port());
    assertThat(ports.get("diagnostics").getPort())
        .isEqualTo(defaults.config().diagnostics().serverPort());
    assertThat(service.getMetadata().getName())
        .isEqualTo(defaults.config().runtime().kubernetes().controlPlaneServiceName());
    assertThat(service.getMetadata().getNamespace()).isEqualTo(defaults.config().systemNamespace());
  }

  @Test
  void configurationIsValid() {
    String text = only(ConfigMap.class).getData().get("config.yaml");
    ConfigResult result =
        ConfigLoader.load(Optional.of(new ConfigFile("config.yaml", text)), Map.of());
    assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
    var loaded = (ConfigResult.Loaded) result;
    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.config().injector().sidecarContainer().image())
        .isEqualTo("docker.io/kumahq/kuma-dp:2.14.3");
    assertThat(loaded.config().injector().initContainer().image())
        .isEqualTo("docker.io/kumahq/kuma-init:2.14.3");
  }

  @Test
  void podIsRestricted() {
    var pod = only(Deployment.class).getSpec().getTemplate().getSpec();
    Container container = pod.getContainers().getFirst();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ready");
    assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthy");
  }

  /** Two replicas, and nothing that would take both at a time. */
  @Test
  void oneReplicaMayGo() {
    Deployment deployment = only(Deployment.class);
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(2);
    assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable())
        .isEqualTo(new IntOrString(0));
    PodDisruptionBudget budget = only(PodDisruptionBudget.class);
    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
    assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
    assertThat(budget.getSpec().getSelector()).isEqualTo(deployment.getSpec().getSelector());
    var pod = deployment.getSpec().getTemplate().getSpec();
    assertThat(pod.getPriorityClassName())
        .isEqualTo(only(PriorityClass.class).getMetadata().getName());
    assertThat(pod.getTopologySpreadConstraints())
        .extracting(constraint -> constraint.getTopologyKey())
        .containsExactly("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    assertThat(pod.getTopologySpreadConstraints())
        .allMatch(constraint -> constraint.getWhenUnsatisfiable().equals("ScheduleAnyway"))
        .allMatch(
            constraint -> constraint.getLabelSelector().equals(deployment.getSpec().getSelector()));
  }

  @Test
  void oneLeaseIsWritten() {
    assertThat(rules(ClusterRole.class)).noneMatch(rule -> rule.getResources().contains("leases"));
    assertThat(rules(Role.class))
        .filteredOn(rule -> rule.getResources().contains("leases"))
        .extracting(rule -> rule.getResourceNames() + " " + rule.getVerbs())
        .containsExactlyInAnyOrder(
            "[kuma-cp-leader] [get]",
            "[] [create]",
            "[" + LeaderElection.LEASE + "] [get, update]");
  }

  /** Else the first who apply them would wait for a control plane that is not there yet. */
  @Test
  void webhooksAreNotCalledBeforeTheControlPlaneSaysSo() {
    List<HasMetadata> asWritten = objects(FOLDER.resolve("05-webhooks.yaml")).toList();
    var names = new ArrayList<String>();
    for (HasMetadata manifest : asWritten) {
      switch (manifest) {
        case MutatingWebhookConfiguration configuration ->
            configuration
                .getWebhooks()
                .forEach(webhook -> {
                  names.add(webhook.getName());
                  assertThat(webhook.getRules()).isEmpty();
                  assertThat(webhook.getClientConfig().getCaBundle()).isNull();
                });
        case ValidatingWebhookConfiguration configuration ->
            configuration
                .getWebhooks()
                .forEach(webhook -> {
                  names.add(webhook.getName());
                  assertThat(webhook.getRules()).isEmpty();
                  assertThat(webhook.getClientConfig().getCaBundle()).isNull();
                });
        default -> throw new IllegalStateException(manifest.getKind());
      }
    }
    assertThat(names).containsExactlyInAnyOrderElementsOf(RULES.keySet());
  }

  @Test
  void webhooksSelectWhatKumasDo() {
    Map<String, MutatingWebhook> webhooks =
        only(MutatingWebhookConfiguration.class).getWebhooks().stream()
            .collect(Collectors.toMap(MutatingWebhook::getName, webhook -> webhook));
    assertThat(webhooks)
        .containsOnlyKeys(
            "namespace-kuma-injector.kuma.io",
            "pods-kuma-injector.kuma.io",
            "mesh-zoneproxy-kuma-injector.kuma.io",
            "annotated-pods-injector.higuma.io",
            "mesh.defaulter.kuma-admission.kuma.io",
            "owner-reference.kuma-admission.kuma.io");

    MutatingWebhook byNamespace = webhooks.get("namespace-kuma-injector.kuma.io");
    assertThat(text(byNamespace.getNamespaceSelector()))
        .containsExactly(KEY + " In [enabled, true]", NAME + " NotIn [kube-system, kuma-system]");
    assertThat(byNamespace.getObjectSelector()).isNull();

    MutatingWebhook byPod = webhooks.get("pods-kuma-injector.kuma.io");
    assertThat(text(byPod.getNamespaceSelector()))
        .containsExactly(KEY + " Exists []", NAME + " NotIn [kube-system, kuma-system]");
    assertThat(byPod.getObjectSelector().getMatchLabels())
        .containsExactly(Map.entry(KEY, "enabled"));

    MutatingWebhook zoneProxies = webhooks.get("mesh-zoneproxy-kuma-injector.kuma.io");
    assertThat(text(zoneProxies.getNamespaceSelector()))
        .containsExactly(NAME + " In [kuma-system]");
    assertThat(text(zoneProxies.getObjectSelector()))
        .containsExactly(
            KEY + " In [enabled]",
            "kuma.io/mesh Exists []",
            "k8s.kuma.io/zone-proxy-type Exists []");

    MutatingWebhook annotated = webhooks.get("annotated-pods-injector.higuma.io");
    assertThat(text(annotated.getNamespaceSelector()))
        .containsExactly(
            KEY + " NotIn [enabled, true]", NAME + " NotIn [kube-system, kuma-system]");
    assertThat(annotated.getMatchConditions()).hasSize(2);
  }

  @Test
  void webhooksCallUsForCreatedPodsAndFailClosed() {
    assertThat(only(MutatingWebhookConfiguration.class).getWebhooks())
        .filteredOn(webhook -> webhook.getName().contains("injector"))
        .hasSize(4)
        .allSatisfy(webhook -> {
          var target = webhook.getClientConfig().getService();
          assertThat(target.getName()).isEqualTo("kuma-control-plane");
          assertThat(target.getNamespace()).isEqualTo("kuma-system");
          assertThat(target.getPath()).isEqualTo("/inject-sidecar");
          assertThat(webhook.getClientConfig().getCaBundle()).isNull();
          assertThat(webhook.getFailurePolicy()).isEqualTo("Fail");
          assertThat(webhook.getSideEffects()).isEqualTo("NoneOnDryRun");
          assertThat(webhook.getTimeoutSeconds()).isEqualTo(10);
          assertThat(webhook.getAdmissionReviewVersions()).containsExactly("v1");
          assertThat(webhook.getRules()).hasSize(1);
          RuleWithOperations rule = webhook.getRules().getFirst();
          assertThat(rule.getResources()).containsExactly("pods");
          assertThat(rule.getApiGroups()).containsExactly("");
          assertThat(rule.getApiVersions()).containsExactly("v1");
          assertThat(rule.getOperations()).containsExactly("CREATE");
        });
  }

  @Test
  void workloadsAreWarnedAboutAndNeverDenied() {
    Map<String, ValidatingWebhook> webhooks =
        only(ValidatingWebhookConfiguration.class).getWebhooks().stream()
            .collect(Collectors.toMap(ValidatingWebhook::getName, webhook -> webhook));
    assertThat(webhooks.values())
        .filteredOn(webhook -> webhook.getName().startsWith("workloads"))
        .hasSize(2)
        .allSatisfy(webhook -> {
          var target = webhook.getClientConfig().getService();
          assertThat(target.getName()).isEqualTo("kuma-control-plane");
          assertThat(target.getNamespace()).isEqualTo("kuma-system");
          assertThat(target.getPath()).isEqualTo("/warn-workload");
          assertThat(webhook.getClientConfig().getCaBundle()).isNull();
          assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
          assertThat(webhook.getSideEffects()).isEqualTo("None");
          assertThat(webhook.getTimeoutSeconds()).isEqualTo(2);
          assertThat(webhook.getRules())
              .flatExtracting(RuleWithOperations::getResources)
              .containsExactly(
                  "deployments",
                  "statefulsets",
                  "daemonsets",
                  "replicasets",
                  "jobs",
                  "cronjobs",
                  "replicationcontrollers");
          assertThat(webhook.getRules())
              .flatExtracting(RuleWithOperations::getApiGroups)
              .containsExactly("apps", "batch", "");
          assertThat(webhook.getRules())
              .allSatisfy(
                  rule -> assertThat(rule.getOperations()).containsExactly("CREATE", "UPDATE"));
          assertThat(webhook.getMatchConditions())
              .extracting(MatchCondition::getName)
              .startsWith("not-controlled", "changed");
        });
    assertThat(
            text(webhooks.get("workloads-of-labelled-namespaces.higuma.io").getNamespaceSelector()))
        .containsExactly(KEY + " Exists []", NAME + " NotIn [kube-system, kuma-system]");
    ValidatingWebhook asking = webhooks.get("workloads-with-our-keys.higuma.io");
    assertThat(text(asking.getNamespaceSelector()))
        .containsExactly(KEY + " DoesNotExist []", NAME + " NotIn [kube-system, kuma-system]");
    assertThat(asking.getMatchConditions())
        .extracting(MatchCondition::getName)
        .endsWith("has-our-keys");
  }

  @Test
  void objectsOfTheMeshAreDefaultedAndOwnedWhereKumaDoes() {
    Map<String, MutatingWebhook> webhooks =
        only(MutatingWebhookConfiguration.class).getWebhooks().stream()
            .collect(Collectors.toMap(MutatingWebhook::getName, webhook -> webhook));
    MutatingWebhook defaulter = webhooks.get("mesh.defaulter.kuma-admission.kuma.io");
    RuleWithOperations defaulted = defaulter.getRules().getFirst();
    assertThat(defaulter.getClientConfig().getService().getPath())
        .isEqualTo("/default-kuma-io-v1alpha1-mesh");
    assertThat(defaulted.getOperations()).containsExactly("CREATE", "UPDATE");
    assertThat(defaulted.getResources())
        .containsExactlyInAnyOrderElementsOf(
            plurals(kind -> isNew(kind) || DEFAULTED_OF_THE_LEGACY_FORMAT.contains(kind)));
    MutatingWebhook owner = webhooks.get("owner-reference.kuma-admission.kuma.io");
    RuleWithOperations owned = owner.getRules().getFirst();
    assertThat(owner.getClientConfig().getService().getPath())
        .isEqualTo("/owner-reference-kuma-io-v1alpha1");
    assertThat(owned.getOperations()).containsExactly("CREATE");
    assertThat(owned.getResources())
        .containsExactlyInAnyOrderElementsOf(
            plurals(kind -> isNew(kind) || OWNED_OF_THE_LEGACY_FORMAT.contains(kind)));
    assertThat(List.of(defaulter, owner))
        .allSatisfy(webhook -> {
          assertThat(webhook.getFailurePolicy()).isEqualTo("Fail");
          assertThat(webhook.getTimeoutSeconds()).isEqualTo(5);
          assertThat(webhook.getSideEffects()).isEqualTo("None");
          assertThat(webhook.getClientConfig().getCaBundle()).isNull();
          assertThat(text(webhook.getNamespaceSelector()))
              .containsExactly(KEY + " Exists []", NAME + " NotIn [kube-system]");
          assertThat(webhook.getMatchConditions())
              .extracting(MatchCondition::getName)
              .containsExactly("not-by-the-control-plane", "not-by-the-caretakers-of-kubernetes");
        });
  }

  @Test
  void objectsOfTheMeshAreValidatedWhereKumaDoes() {
    ValidatingWebhook validator = validator("validator.kuma-admission.kuma.io");
    RuleWithOperations rule = validator.getRules().getFirst();
    assertThat(validator.getClientConfig().getService().getPath())
        .isEqualTo("/validate-kuma-io-v1alpha1");
    assertThat(rule.getOperations()).containsExactly("CREATE", "UPDATE", "DELETE");
    assertThat(rule.getResources())
        .containsExactlyInAnyOrderElementsOf(
            plurals(
                kind -> kind.role() != ResourceKind.Role.INSIGHT && !NOT_VALIDATED.contains(kind)));
    assertThat(validator.getFailurePolicy()).isEqualTo("Fail");
    assertThat(validator.getTimeoutSeconds()).isEqualTo(5);
    assertThat(text(validator.getNamespaceSelector()))
        .containsExactly(KEY + " Exists []", NAME + " NotIn [kube-system]");
    assertThat(validator.getMatchConditions())
        .extracting(MatchCondition::getName)
        .containsExactly("not-by-the-control-plane", "not-by-the-caretakers-of-kubernetes");
  }

  /** Insights are missing: users can't write them. */
  @Test
  void whoAppliesAKindWithoutEffectIsTold() {
    ValidatingWebhook adviser = validator("kinds-without-effect.higuma.io");
    assertThat(adviser.getFailurePolicy()).isEqualTo("Ignore");
    assertThat(adviser.getClientConfig().getService().getPath())
        .isEqualTo("/warn-kuma-io-v1alpha1");
    assertThat(text(adviser.getNamespaceSelector()))
        .containsExactly(KEY + " Exists []", NAME + " NotIn [kube-system]");
    assertThat(adviser.getMatchConditions())
        .extracting(MatchCondition::getName)
        .containsExactly("not-by-the-control-plane", "not-by-the-caretakers-of-kubernetes");
    List<String> advised = adviser.getRules().getFirst().getResources();
    List<String> validated =
        validator("validator.kuma-admission.kuma.io").getRules().getFirst().getResources();
    assertThat(advised).doesNotContainAnyElementsOf(validated);
    assertThat(Stream.concat(advised.stream(), validated.stream()))
        .containsAll(
            Arrays.stream(ResourceKind.values())
                .filter(kind -> kind.unsupported().isPresent())
                .filter(kind -> kind.role() != ResourceKind.Role.INSIGHT)
                .map(ResourceKind::plural)
                .toList());
  }

  @Test
  void fewSecretsAndPodsWait() {
    ValidatingWebhook secrets = validator("secret.validator.kuma-admission.kuma.io");
    assertThat(secrets.getFailurePolicy()).isEqualTo("Ignore");
    assertThat(secrets.getTimeoutSeconds()).isEqualTo(2);
    assertThat(secrets.getNamespaceSelector().getMatchLabels())
        .containsExactly(Map.entry(NAME, "kuma-system"));
    assertThat(secrets.getMatchConditions())
        .extracting(MatchCondition::getName)
        .containsExactly("of-a-mesh", "not-by-the-caretakers-of-kubernetes");
    ValidatingWebhook pods = validator("pod.validator.kuma-admission.kuma.io");
    assertThat(pods.getFailurePolicy()).isEqualTo("Fail");
    assertThat(pods.getTimeoutSeconds()).isEqualTo(5);
    assertThat(pods.getRules().getFirst().getOperations()).containsExactly("CREATE", "UPDATE");
    assertThat(text(pods.getNamespaceSelector()))
        .containsExactly(KEY + " Exists []", NAME + " NotIn [kube-system, kuma-system]");
    assertThat(pods.getMatchConditions())
        .extracting(MatchCondition::getName)
        .containsExactly("can-be-refused");
  }

  /** The option replaces a condition, by the names of the webhook and of the condition. */
  @Test
  void theOptionForOneMeshPerNamespaceFits() throws IOException {
    String option =
        Files.readString(
            Path.of("deploy", "options", "one-mesh-per-namespace", "kustomization.yaml"));
    assertThat(option)
        .contains(
            "name: " + WebhookTrust.VALIDATING,
            "- name: pod.validator.kuma-admission.kuma.io",
            "- name: can-be-refused");
  }

  /** The option mounts the Secret that cert-manager writes, where the setting says. */
  @Test
  void theOptionForCertManagerFits() throws IOException {
    Path folder = Path.of("deploy", "options", "cert-manager");
    String deployment = Files.readString(folder.resolve("kustomization.yaml"));
    String certificates = Files.readString(folder.resolve("certificates.yaml"));
    assertThat(deployment)
        .contains(
            "name: kuma-control-plane\n",
            "- name: control-plane\n",
            "name: KUMA_RUNTIME_KUBERNETES_ADMISSION_SERVER_CERT_DIR",
            "value: /var/run/secrets/kuma.io/tls\n",
            "mountPath: /var/run/secrets/kuma.io/tls\n",
            "secretName: kuma-control-plane-serving\n");
    assertThat(certificates)
        .contains(
            "secretName: kuma-control-plane-serving\n",
            "- kuma-control-plane.kuma-system\n",
            "- kuma-control-plane.kuma-system.svc\n");
  }

  private static boolean isNew(ResourceKind kind) {
    return kind.format() == ResourceKind.Format.NEW && kind.role() != ResourceKind.Role.KUBERNETES;
  }

  private ValidatingWebhook validator(String name) {
    return only(ValidatingWebhookConfiguration.class).getWebhooks().stream()
        .filter(webhook -> webhook.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Plurals of these kinds, and of no MeshGatewayConfig: Kuma asks nobody about it. */
  private static List<String> plurals(Predicate<ResourceKind> wanted) {
    return Arrays.stream(ResourceKind.values())
        .filter(wanted)
        .filter(kind -> kind != ResourceKind.MESH_GATEWAY_CONFIG)
        .map(ResourceKind::plural)
        .toList();
  }

  private static List<String> text(LabelSelector selector) {
    return selector.getMatchExpressions().stream().map(ManifestsTest::text).toList();
  }

  private static String text(LabelSelectorRequirement requirement) {
    return "%s %s %s"
        .formatted(requirement.getKey(), requirement.getOperator(), requirement.getValues());
  }

  private List<PolicyRule> rules(Class<?>... kinds) {
    var rules = new ArrayList<PolicyRule>();
    for (HasMetadata manifest : manifests) {
      if (Stream.of(kinds).noneMatch(kind -> kind.isInstance(manifest))) {
        continue;
      }
      switch (manifest) {
        case ClusterRole role -> rules.addAll(role.getRules());
        case Role role -> rules.addAll(role.getRules());
        default -> throw new IllegalArgumentException(manifest.getKind());
      }
    }
    return rules;
  }

  private <T> T only(Class<T> kind) {
    List<T> found = manifests.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** As they are when the control plane has written what is its own. */
  private static List<HasMetadata> manifests() {
    var manifests = files().stream().flatMap(ManifestsTest::objects).toList();
    for (HasMetadata manifest : manifests) {
      switch (manifest) {
        case MutatingWebhookConfiguration configuration ->
            configuration.getWebhooks().forEach(one -> one.setRules(RULES.get(one.getName())));
        case ValidatingWebhookConfiguration configuration ->
            configuration.getWebhooks().forEach(one -> one.setRules(RULES.get(one.getName())));
        default -> {}
      }
    }
    return manifests;
  }

  private static Stream<HasMetadata> objects(Path file) {
    try (var text = Files.newInputStream(file)) {
      Object parsed = new KubernetesSerialization().unmarshal(text);
      return parsed instanceof List<?> several
          ? several.stream().map(HasMetadata.class::cast)
          : Stream.of((HasMetadata) parsed);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
