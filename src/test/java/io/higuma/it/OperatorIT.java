package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.cluster.OwnWebhooks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control plane as a process: what it may do, and how it lives through trouble. */
@ExtendWith(LocalCluster.class)
class OperatorIT {
  private static final String ACCOUNT = "system:serviceaccount:kuma-system:kuma-control-plane";
  private static final String WEBHOOKS = "kuma-admission-mutating-webhook-configuration";
  private static final String WARNINGS = "kuma-validating-webhook-configuration";

  private static final Path MANIFESTS = Path.of("deploy", "webhook");

  /** The rights that the manifests of OLM add. */
  private static final String OWNER =
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: higuma-olm, labels: {olm.owner: higuma.v0}}
      rules:
      - apiGroups: [admissionregistration.k8s.io]
        resources: [mutatingwebhookconfigurations, validatingwebhookconfigurations]
        verbs: [create]
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [clusterroles]
        verbs: [list]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: higuma-olm}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: higuma-olm}
      subjects: [{kind: ServiceAccount, name: kuma-control-plane, namespace: kuma-system}]
      """;

  private static final String LATER_OWNER =
      OWNER.replace("higuma-olm", "higuma-later").replace("higuma.v0", "higuma.v1");

  private final Cluster cluster;

  OperatorIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @ParameterizedTest(name = "{0} {1}.{2}/{3} {5} in {4}: {6}")
  @CsvSource({
    // verb, resource, group, subresource, namespace, name, whether it may
    "list,pods,,,,,true",
    "watch,services,,,shop,,true",
    "patch,namespaces,,,,shop,true",
    "create,dataplanes,kuma.io,,shop,,true",
    "patch,containerpatches,kuma.io,status,kuma-system,one,true",
    "create,events,,,shop,,true",
    "create,meshservices,kuma.io,,shop,,true",
    "delete,meshservices,kuma.io,,shop,web,true",
    "patch,workloads,kuma.io,,shop,web,true",
    "delete,meshzoneaddresses,kuma.io,,shop,web,true",
    "patch,meshexternalservices,kuma.io,,kuma-system,bank,true",
    "patch,services,,,shop,web,true",
    "create,services,,,shop,,true",
    "create,deployments,apps,,shop,,true",
    "get,secrets,,,kuma-system,higuma-ca,true",
    "list,secrets,,,kuma-system,,true",
    "create,secrets,,,kuma-system,,true",
    "patch,meshes,kuma.io,status,,one,true",
    "create,meshtimeouts,kuma.io,,kuma-system,,true",
    "patch,meshtimeouts,kuma.io,status,shop,one,true",
    "patch,meshtrafficpermissions,kuma.io,status,shop,one,true",
    "delete,zones,kuma.io,,,other,true",
    "patch,mutatingwebhookconfigurations,admissionregistration.k8s.io,,," + WEBHOOKS + ",true",
    "patch,validatingwebhookconfigurations,admissionregistration.k8s.io,,," + WARNINGS + ",true",
    "create,tokenreviews,authentication.k8s.io,,,,true",
    "create,leases,coordination.k8s.io,,kuma-system,,true",
    "update,leases,coordination.k8s.io,,kuma-system,higuma-leader,true",
    // What it has no use for.
    "update,leases,coordination.k8s.io,,kuma-system,kuma-cp-leader,false",
    "delete,leases,coordination.k8s.io,,kuma-system,higuma-leader,false",
    "update,leases,coordination.k8s.io,,kube-system,higuma-leader,false",
    "create,leases,coordination.k8s.io,,shop,,false",
    "patch,secrets,,,kuma-system,admin-user-token,false",
    "delete,secrets,,,kuma-system,admin-user-token,false",
    "delete,meshes,kuma.io,,,one,false",
    "create,meshtimeouts,kuma.io,,shop,,false",
    "patch,meshtimeouts,kuma.io,,shop,one,false",
    "patch,meshtrafficpermissions,kuma.io,,shop,one,false",
    "update,meshtimeouts,kuma.io,status,shop,one,false",
    "delete,meshtimeouts,kuma.io,,kuma-system,one,false",
    "update,zones,kuma.io,,,one,false",
    "get,secrets,,,shop,higuma-ca,false",
    "list,secrets,,,,,false",
    "create,secrets,,,shop,,false",
    "get,configmaps,,,shop,,false",
    "create,pods,,,shop,,false",
    "update,pods,,,shop,web,false",
    "delete,pods,,,shop,web,false",
    "create,pods,,exec,shop,web,false",
    "update,namespaces,,,,shop,false",
    "delete,namespaces,,,,shop,false",
    "get,events,,,shop,one,false",
    "update,services,,,shop,web,false",
    "delete,services,,,shop,web,false",
    "delete,deployments,apps,,shop,web,false",
    "delete,meshexternalservices,kuma.io,,kuma-system,bank,false",
    "create,meshmultizoneservices,kuma.io,,shop,,false",
    "patch,hostnamegenerators,kuma.io,,kuma-system,local,false",
    "patch,mutatingwebhookconfigurations,admissionregistration.k8s.io,,,other,false",
    "create,mutatingwebhookconfigurations,admissionregistration.k8s.io,,,,false",
    "patch,validatingwebhookconfigurations,admissionregistration.k8s.io,,,other,false",
    "create,clusterroles,rbac.authorization.k8s.io,,,,false",
    "create,subjectaccessreviews,authorization.k8s.io,,,,false",
    "create,serviceaccounts,,token,kuma-system,default,false",
    "impersonate,users,,,,admin,false",
  })
  void mayDoWhatItMustAndNoMore(
      String verb,
      String resource,
      @Nullable String group,
      @Nullable String subresource,
      @Nullable String namespace,
      @Nullable String name,
      boolean allowed) {
    SubjectAccessReview question =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(ACCOUNT)
            .withGroups(
                "system:serviceaccounts",
                "system:serviceaccounts:kuma-system",
                "system:authenticated")
            .withNewResourceAttributes()
            .withVerb(verb)
            .withResource(resource)
            .withGroup(group)
            .withSubresource(subresource)
            .withNamespace(namespace)
            .withName(name)
            .endResourceAttributes()
            .endSpec()
            .build();
    assertThat(cluster.client().resource(question).create().getStatus().getAllowed())
        .isEqualTo(allowed);
  }

  @Test
  void aCrashCostsNothingThatWasThere(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.create(Pods.plain("before"));
    namespace.awaitReadyPod("before");
    namespace.awaitDataplane("before");
    Map<String, String> authority = secret("higuma-ca");
    Map<String, String> certificate = secret("kuma-tls-cert");
    // When
    cluster.killOperator();
    try {
      // Then
      assertThatThrownBy(() -> namespace.create(Pods.plain("meanwhile")))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("failed calling webhook \"namespace-kuma-injector.kuma.io\"");
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: before}
          spec: {selector: {app: before}, ports: [{port: 80, targetPort: 8080}]}
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: later}
          spec:
            replicas: 0
            selector: {matchLabels: {app: later}}
            template:
              metadata: {labels: {app: later}, annotations: {kuma.io/gateway: maybe}}
              spec: {containers: [{name: app, image: "registry.example/app:1"}]}
          """);
    } finally {
      cluster.startOperator();
    }
    // Then
    assertThat(secret("higuma-ca")).isEqualTo(authority);
    assertThat(secret("kuma-tls-cert")).isEqualTo(certificate);
    await().ignoreExceptions().until(() -> Pods.hasSidecar(namespace.dryRun(Pods.plain("after"))));
    await()
        .untilAsserted(() ->
            assertThat(
                    Objects.requireNonNull(
                            namespace.awaitDataplane("before").getSpec().networking())
                        .inbound())
                .extracting(Inbound::port)
                .containsExactly(8080L));
  }

  @Test
  void countsOfEventsAreWrittenAtTheEnd(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          replicas: 4
          podManagementPolicy: Parallel
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: db, image: "registry.example/db:1"}]}
        """);
    await().until(() -> namespace.pod("db-3").get() != null);
    // When
    cluster.stopOperator();
    try {
      // Then
      assertThat(namespace.events("db"))
          .filteredOn(event -> event.getReason().equals("SidecarInjected"))
          .extracting(Event::getCount)
          .containsExactly(4);
    } finally {
      cluster.startOperator();
    }
  }

  @Test
  void nobodyWaitsAfterAnUninstallOrForAFirstStartAndApplyingAgainChangesNothing(
      TestNamespace namespace) {
    // Given
    namespace.enabled();
    cluster.stopOperator();
    try {
      // When
      assertThat(cluster.script("dev/uninstall").orThrow().lines().toList())
          .startsWith(
              "mutatingwebhookconfiguration.admissionregistration.k8s.io \"%s\" deleted"
                  .formatted(WEBHOOKS),
              "validatingwebhookconfiguration.admissionregistration.k8s.io \"%s\" deleted"
                  .formatted(WARNINGS))
          .endsWith("No webhook of Higuma is left.");
      // Then
      assertThat(cluster.script("dev/uninstall").orThrow())
          .as("nothing is there any more")
          .doesNotContain("deleted")
          .endsWith("No webhook of Higuma is left.\n");
      namespace.create(Pods.plain("uninstalled"));
      assertThat(cluster.kubectl("", "get", "mesh", "default").exitCode()).isZero();
      // When
      cluster
          .kubectl("", "apply", "-f", MANIFESTS.resolve("05-webhooks.yaml").toString())
          .orThrow();
      // Then
      namespace.create(Pods.plain("before"));
      assertThat(Pods.hasSidecar(namespace.pod("before").require())).isFalse();
      namespace.apply("{apiVersion: kuma.io/v1alpha1, kind: MeshTimeout, metadata: {name: none}}");
    } finally {
      cluster.startOperator();
    }
    await().ignoreExceptions().until(() -> Pods.hasSidecar(namespace.dryRun(Pods.plain("after"))));
    String applied = "target/it/operator/deploy.yaml";
    List<String> versions = versions();
    assertThat(cluster.kubectl("", "diff", "-f", applied).orThrow()).isEmpty();
    String stored = stored(applied);
    assertThat(cluster.kubectl("", "apply", "-f", applied).orThrow().lines())
        // kubectl sends the selector of a budget each time, which changes nothing.
        .filteredOn(line -> !line.startsWith("poddisruptionbudget."))
        .allMatch(line -> line.endsWith(" unchanged"));
    assertThat(stored(applied)).isEqualTo(stored);
    cluster.kubectl("", "apply", "--server-side", "-f", applied).orThrow();
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void webhooksThatItMakesItselfGoWithTheirOwner() {
    // Given
    Map<String, String> labels = Map.of("olm.owner", "higuma.v0");
    cluster.stopOperator();
    try (var own =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(cluster.ownKubeconfig().toFile()))
            .build()) {
      var leads = new AtomicBoolean();
      var webhooks = new OwnWebhooks(own, "kuma-control-plane", "kuma-system", labels, leads::get);
      cluster.kubectl("", "delete", "-f", MANIFESTS.resolve("05-webhooks.yaml").toString());
      // When
      assertThat(webhooks.keep()).isFalse();
      cluster.kubectl(OWNER, "apply", "-f", "-").orThrow();
      await().until(webhooks::isKept);
      // Then
      List<String> versions = versions();
      assertThat(versions)
          .hasSize(2)
          .allSatisfy(text -> assertThat(text).contains("/", "path").doesNotContain("rules"));
      assertThat(webhooks.keep()).isTrue();
      assertThat(versions()).isEqualTo(versions);
      // When
      cluster.kubectl(LATER_OWNER, "apply", "-f", "-").orThrow();
      // Then only who leads gives them to another version.
      var later =
          new OwnWebhooks(
              own,
              "kuma-control-plane",
              "kuma-system",
              Map.of("olm.owner", "higuma.v1"),
              leads::get);
      assertThat(later.keep()).isTrue();
      assertThat(owners()).containsOnly("higuma-olm");
      leads.set(true);
      assertThat(later.keep()).isTrue();
      assertThat(owners()).containsOnly("higuma-later");
      // When
      cluster.kubectl(LATER_OWNER, "delete", "-f", "-").orThrow();
      // Then
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> versions().stream().noneMatch(text -> text.contains("path")));
    } finally {
      cluster.kubectl(OWNER, "delete", "--ignore-not-found", "-f", "-");
      cluster.kubectl(LATER_OWNER, "delete", "--ignore-not-found", "-f", "-");
      cluster.startOperator();
    }
  }

  /** What changes with each write that has an effect. */
  private String stored(String manifests) {
    return cluster
        .kubectl(
            "",
            "get",
            "-f",
            manifests,
            "-o",
            "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{'\\n'}{end}")
        .orThrow();
  }

  /** What changes with each change of what the webhook configurations say. */
  private List<String> owners() {
    return Stream.of("mutating", "validating")
        .flatMap(kind ->
            cluster
                .kubectl(
                    "",
                    "get",
                    kind + "webhookconfigurations",
                    "-o",
                    "jsonpath={.items[*].metadata.ownerReferences[*].name}")
                .orThrow()
                .lines())
        .toList();
  }

  private List<String> versions() {
    return Stream.of("mutating", "validating")
        .map(kind ->
            cluster
                .kubectl(
                    "",
                    "get",
                    kind + "webhookconfigurations",
                    "-o",
                    "jsonpath={.items[*].metadata.generation} {.items[*].webhooks}")
                .orThrow())
        .toList();
  }

  @Test
  void putsItsAuthorityBackIntoTheWebhooks(TestNamespace namespace) {
    // Given
    namespace.enabled();
    Resource<MutatingWebhookConfiguration> configuration =
        cluster
            .client()
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName(WEBHOOKS);
    List<String> bundles = bundles(configuration);
    assertThat(bundles).hasSize(6).doesNotContain("null", "");
    // When
    configuration.edit(found -> {
      found
          .getWebhooks()
          .forEach(webhook -> {
            webhook.getClientConfig().setCaBundle(null);
            webhook.setRules(List.of());
          });
      return found;
    });
    // Then
    await().until(() -> bundles(configuration).equals(bundles));
    await().ignoreExceptions().until(() -> Pods.hasSidecar(namespace.dryRun(Pods.plain("web"))));
  }

  @Test
  void putsItsAuthorityBackIntoTheWarningWebhooks() {
    // Given
    var configuration =
        cluster
            .client()
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(WARNINGS);
    List<String> bundles = warningBundles(configuration.require());
    assertThat(bundles).hasSize(6).doesNotContain("null", "");
    // When
    configuration.edit(found -> {
      found.getWebhooks().getFirst().getClientConfig().setCaBundle(null);
      return found;
    });
    // Then
    await().until(() -> warningBundles(configuration.require()).equals(bundles));
  }

  private static List<String> warningBundles(ValidatingWebhookConfiguration configuration) {
    return configuration.getWebhooks().stream()
        .map(webhook -> String.valueOf(webhook.getClientConfig().getCaBundle()))
        .toList();
  }

  @Test
  void metricsTellHowCurrentTheCachesAre() {
    await()
        .untilAsserted(() ->
            assertThat(cluster.diagnostics("/metrics"))
                .containsPattern("higuma_cache_age_seconds\\{kind=\"Namespace\",?} 0.0\n")
                .containsPattern("higuma_cache_age_seconds\\{kind=\"Mesh\",?} 0.0\n")
                .containsPattern("higuma_cache_objects\\{kind=\"Mesh\",?} [1-9]"));
  }

  @Test
  void metricsTellOfControllersCertificatesAndTheJvm() {
    await()
        .untilAsserted(() ->
            assertThat(cluster.diagnostics("/metrics"))
                .containsPattern(
                    "controller_runtime_reconcile_total\\{controller=\"mesh\",result=\"success\",?} [1-9]")
                .containsPattern("workqueue_depth\\{name=\"mesh-services\",?} ")
                .containsPattern(
                    "higuma_certificate_expiration_timestamp_seconds\\{certificate=\"serving\",?} [1-9]")
                .contains("\nhiguma_ready 1.0\n")
                // The dashboard and the alerts have these of the libraries.
                .contains(
                    "\njvm_memory_used_bytes{area=\"heap\"",
                    "\njvm_memory_usage_after_gc{area=\"heap\"",
                    "\njvm_gc_overhead ",
                    "\nprocess_cpu_usage ",
                    "\nsystem_cpu_count "));
  }

  @Test
  void metricsTellWhatBecameOfPods(TestNamespace namespace) {
    // Given
    namespace.enabled();
    Map<String, Double> before = decisions();
    double kumaFailed = counter("sidecar_injection_total", "result=\"failed\"");
    // When
    namespace.dryRun(Pods.plain("web"));
    namespace.dryRun(Pods.labelled("web", Map.of(TestNamespace.INJECTION, "disabled")));
    assertThatThrownBy(
        () -> namespace.dryRun(Pods.labelled("web", Map.of("kuma.io/mesh", "none"))));
    // Then
    assertThat(decisions())
        .satisfies(after -> {
          for (String reason : List.of("NamespaceLabel", "PodDisabled", "MeshNotFound")) {
            // Controllers of tests before may still be trying.
            assertThat(after.get(reason)).as(reason).isGreaterThan(before.get(reason));
          }
        });
    assertThat(counter("sidecar_injection_total", "result=\"failed\"")).isGreaterThan(kumaFailed);
    assertThat(counter("higuma_injection_patch_bytes_count", "")).isPositive();
    assertThat(cluster.diagnostics("/metrics"))
        .contains("reason=\"mesh_not_found\"", "controller_runtime_webhook_requests_total");
  }

  private Map<String, Double> decisions() {
    return Stream.of("NamespaceLabel", "PodDisabled", "MeshNotFound")
        .collect(
            Collectors.toMap(
                reason -> reason,
                reason ->
                    counter(
                        "higuma_injection_decisions_total", "reason=\"%s\"".formatted(reason))));
  }

  @Test
  void isHealthyAndReady() {
    assertThat(cluster.diagnostics("/healthy")).contains("\"status\": \"UP\"");
    assertThat(cluster.diagnostics("/ready"))
        .contains("\"status\": \"UP\"", "\"name\": \"admission\"", "\"serving\": true");
  }

  @Test
  void doesNothingAtRest(TestNamespace namespace) throws Exception {
    // Given
    namespace.enabled();
    namespace.create(Pods.plain("web"));
    namespace.awaitReadyPod("web");
    namespace.awaitDataplane("web");
    try (var patch = Patch.created(cluster.client(), namespace.name(), "")) {
      await().until(() -> patch.get().getStatus() != null);
      awaitNoNamespaceIsGoing();
      Thread.sleep(Duration.ofSeconds(11)); // Counts of events are written after ten seconds.
      Map<String, Double> before = writes();
      Duration work = cluster.operatorWork();
      // When
      Thread.sleep(Duration.ofSeconds(10));
      // Then
      assertThat(writes()).isEqualTo(before);
      assertThat(cluster.operatorWork().minus(work)).isLessThan(Duration.ofSeconds(1));
    }
  }

  private void awaitNoNamespaceIsGoing() {
    await()
        .until(() ->
            cluster.client().namespaces().list().getItems().stream()
                .noneMatch(found -> found.getStatus().getPhase().equals("Terminating")));
  }

  /** Requests that change something, by verb and resource, leases and heartbeats of nodes aside. */
  private Map<String, Double> writes() {
    Pattern line =
        Pattern.compile(
            "apiserver_request_total\\{([^}]*)verb=\"(POST|PUT|PATCH|DELETE)\".*} (.*)");
    Pattern resource = Pattern.compile("resource=\"([^\"]*)\"");
    var writes = new TreeMap<String, Double>();
    cluster
        .kubectl("", "get", "--raw", "/metrics")
        .orThrow()
        .lines()
        .forEach(text -> {
          Matcher found = line.matcher(text);
          Matcher kind = resource.matcher(text);
          if (found.matches()
              && kind.find()
              && !List.of("leases", "nodes").contains(kind.group(1))) {
            writes.merge(
                found.group(2) + " " + kind.group(1),
                Double.parseDouble(found.group(3)),
                Double::sum);
          }
        });
    return writes;
  }

  /** The sum of the lines of this name with this label. */
  private double counter(String name, String label) {
    return cluster
        .diagnostics("/metrics")
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private Map<String, String> secret(String name) {
    return cluster.client().secrets().inNamespace("kuma-system").withName(name).require().getData();
  }

  private static List<String> bundles(Resource<MutatingWebhookConfiguration> configuration) {
    return configuration.require().getWebhooks().stream()
        .map(MutatingWebhook::getClientConfig)
        .map(target -> String.valueOf(target.getCaBundle()))
        .toList();
  }
}
