package io.higuma.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Golden;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Reports on whole clusters. */
class ChecksTest {
  private static final Golden GOLDEN = Golden.of(ChecksTest.class);
  private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");
  private static final String MUTATING = "kuma-admission-mutating-webhook-configuration";

  private static final String RUNNING =
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: kuma-system}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {kuma.io/sidecar-injection: enabled}}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: kuma-control-plane, namespace: kuma-system, generation: 1}
      spec: {replicas: 2, selector: {matchLabels: {app: kuma-control-plane}}}
      status: {readyReplicas: 2, updatedReplicas: 2, observedGeneration: 1}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: cp-0, namespace: kuma-system, labels: {app: kuma-control-plane}}
      spec: {containers: [{name: control-plane, image: "registry.example/higuma:1"}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: kuma-control-plane, namespace: kuma-system}
      spec: {ports: [{port: 443}, {port: 5678}], selector: {app: kuma-control-plane}}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: cp, namespace: kuma-system, labels: {kubernetes.io/service-name: kuma-control-plane}}
      endpoints: [{conditions: {ready: true}}, {conditions: {ready: true}}]
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: kuma-control-plane-config, namespace: kuma-system},
        data: {config.yaml: "mode: zone"}}
      ---
      {apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}
      """;

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  private static void assertReport(String scenario, CheckReport report) {
    GOLDEN.assertMatches(
        Path.of("src/test/resources/io/higuma/check/ChecksTest", scenario, "out-report.txt"),
        report.text(Palette.PLAIN));
  }

  private static CheckReport installed(StoredCluster cluster) {
    return new Checks(cluster, "kuma-system").installed(NOW);
  }

  private static CheckReport before(StoredCluster cluster) {
    return new Checks(cluster, "kuma-system").before();
  }

  @Test
  void anInstalledControlPlaneIsAsItShouldBe() {
    CheckReport report = installed(StoredCluster.installed().with(RUNNING));
    assertReport("installed", report);
    assertThat(report.errors() + report.warnings() + report.skipped()).isZero();
  }

  @Test
  void onAnEmptyClusterEverythingIsMissing() {
    assertReport("empty", installed(StoredCluster.empty().trial("plain")));
    CheckReport before = before(StoredCluster.empty());
    assertReport("empty-before", before);
    assertThat(before.errors() + before.warnings() + before.skipped()).isZero();
  }

  @Test
  void whoMayReadNothingIsToldSo() {
    CheckReport report = installed(StoredCluster.installed().with(RUNNING).forbid("*"));
    assertReport("no-rights", report);
    assertThat(report.errors()).isZero();
    assertReport("no-rights-before", before(StoredCluster.empty().forbid("*")));
  }

  @Test
  void whoMayNotInstallIsToldWhatIsMissing() {
    assertReport(
        "may-not-install",
        before(
            StoredCluster.empty()
                .minor("29+")
                .missingRight("create", "namespaces")
                .missingRight("escalate", "clusterroles")
                .missingRight("patch", "meshes")));
  }

  @Test
  void kumasControlPlaneIsInTheWay() {
    String kuma =
        """
        {apiVersion: v1, kind: Namespace, metadata: {name: kuma-system, labels: {pod-security.kubernetes.io/enforce: baseline}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: kuma-control-plane, namespace: kuma-system, annotations: {meta.helm.sh/release-name: kuma}}
        spec: {selector: {matchLabels: {app: kuma-control-plane, app.kubernetes.io/name: kuma}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: kuma-control-plane, namespace: kuma-system}
        spec: {ports: [{port: 443}], selector: {app: kuma-control-plane, app.kubernetes.io/name: kuma}}
        """;
    assertReport("kuma-before", before(StoredCluster.installed().with(kuma)));
  }

  @Test
  void nobodyAnswersWithoutReplicas() {
    StoredCluster cluster =
        StoredCluster.installed()
            .with(RUNNING)
            .with(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: kuma-control-plane, namespace: kuma-system}
                spec: {replicas: 0, selector: {matchLabels: {app: kuma-control-plane}}}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: cp, namespace: kuma-system, labels: {kubernetes.io/service-name: kuma-control-plane}}
                endpoints: [{conditions: {ready: false}}]
                """)
            .trial(
                "Internal error occurred: failed calling webhook \"namespace-kuma-injector.kuma.io\": failed to"
                    + " call webhook: Post \"https://kuma-control-plane.kuma-system.svc:443/inject-sidecar?timeout=10s\":"
                    + " no endpoints available for service \"kuma-control-plane\"");
    assertReport("no-replicas", installed(cluster));
  }

  @Test
  void whatIsHalfInstalledIsNamed() {
    StoredCluster cluster =
        StoredCluster.installed()
            .with(RUNNING)
            .without("CustomResourceDefinition", "meshes.kuma.io")
            .without("ValidatingWebhookConfiguration", "kuma-validating-webhook-configuration")
            .missingRight("patch", "meshes")
            .trial("plain");
    ObjectNode crd = cluster.stored("CustomResourceDefinition", "meshtimeouts.kuma.io");
    ((ObjectNode) crd.path("status").path("conditions").get(0))
        .put("status", "False")
        .put("message", "no such\nname");
    ObjectNode old = cluster.stored("CustomResourceDefinition", "meshretries.kuma.io");
    JsonNode version = old.path("spec").path("versions").get(0);
    ((ObjectNode) version).remove("subresources");
    ((ObjectNode) version.at("/schema/openAPIV3Schema/properties/spec/properties")).remove("to");
    ObjectNode webhooks = cluster.stored("MutatingWebhookConfiguration", MUTATING);
    webhook(webhooks, 0).remove("rules");
    ((ObjectNode) webhook(webhooks, 1).path("clientConfig")).remove("caBundle");
    webhook(webhooks, 2).put("failurePolicy", "Ignore");
    webhook(webhooks, 3).remove("namespaceSelector");
    ((ObjectNode) webhook(webhooks, 4).path("clientConfig")).put("caBundle", base64("other"));
    ((ObjectNode) webhook(webhooks, 5).path("clientConfig")).put("caBundle", "bm8=");
    assertReport("half-installed", installed(cluster));
  }

  private static ObjectNode webhook(ObjectNode configuration, int index) {
    return (ObjectNode) configuration.path("webhooks").get(index);
  }

  private static String base64(String name) {
    return Base64.getEncoder()
        .encodeToString(StoredCluster.pem(name).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void podsAndPoliciesThatDoNotWorkAreNamed() {
    StoredCluster cluster =
        StoredCluster.installed()
            .with(RUNNING)
            .with(
                """
                {apiVersion: v1, kind: Pod, metadata: {name: late, namespace: shop}, spec: {containers: [{name: app}]},
                  status: {phase: Running, startTime: "2027-01-01T11:00:00Z"}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: not-asked, namespace: shop, labels: {kuma.io/sidecar-injection: disabled}},
                  spec: {containers: [{name: app}]}, status: {phase: Running}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: done, namespace: shop}, spec: {containers: [{name: app}]},
                  status: {phase: Succeeded}}
                ---
                apiVersion: kuma.io/v1alpha1
                kind: MeshTimeout
                metadata: {name: slow, namespace: shop}
                status: {conditions: [{type: Programmed, status: "False", reason: Refused, message: "1 of 2\\e[31m proxies refused it"}]}
                ---
                apiVersion: kuma.io/v1alpha1
                kind: DataplaneInsight
                metadata: {name: old, namespace: shop}
                status: {subscriptions: [{connectTime: "2027-01-01T11:00:00Z", version: {kumaDp: {version: 2.9.1}}}]}
                ---
                apiVersion: kuma.io/v1alpha1
                kind: Mesh
                metadata: {name: default}
                spec: {mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}}
                status: {conditions: [{type: Ready, status: "False", reason: Missing, message: no authority}]}
                ---
                {apiVersion: v1, kind: Secret, metadata: {name: default.ca-builtin-cert-ca-1, namespace: kuma-system}, data: {value: bm8=}}
                """)
            .with(injected("good", "ca", "{running: {}}, ready: true"))
            .with(
                injected("restarting", "ca", "{waiting: {reason: CrashLoopBackOff}}, ready: false"))
            .with(injected("strange", "other", "{running: {}}, ready: true"));
    assertReport("pods", installed(cluster));
  }

  private static String injected(String name, String authority, String state) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, namespace: shop, annotations: {kuma.io/sidecar-injected: "true"}}
    spec:
      containers:
      - {name: app}
      - name: kuma-sidecar
        env: [{name: KUMA_CONTROL_PLANE_CA_CERT, value: "%s"}]
    status:
      phase: Running
      startTime: "2027-01-01T11:00:00Z"
      containerStatuses: [{name: kuma-sidecar, state: %s}]
    """
        .formatted(name, StoredCluster.pem(authority).replace("\n", "\\n"), state);
  }

  @Test
  void certificatesAreWarnedOfInTime() {
    StoredCluster cluster = StoredCluster.installed().with(RUNNING);
    for (String time :
        List.of("2027-11-01T00:00:00Z", "2027-11-20T00:00:00Z", "2028-01-01T00:00:00Z")) {
      CheckReport report = new Checks(cluster, "kuma-system").installed(Instant.parse(time));
      Stream<String> served =
          report.findings().stream()
              .filter(finding -> finding.message().contains("certificate that is served"))
              .filter(finding -> !finding.message().startsWith("the authority"))
              .map(finding -> finding.status().word());
      assertThat(served).containsExactly(time.startsWith("2027-11-01") ? "warning" : "error");
    }
    assertReport(
        "expired",
        new Checks(
                cluster.trial(
                    "failed calling webhook \"namespace-kuma-injector.kuma.io\": tls: failed to verify"
                        + " certificate: x509: certificate has expired or is not yet valid"),
                "kuma-system")
            .installed(Instant.parse("2028-01-01T00:00:00Z")));
  }

  @Test
  void noKeyIsInAReport() {
    CheckReport report = installed(StoredCluster.installed().with(RUNNING));
    assertThat(report.toString()).doesNotContain("bm90IGEga2V5", "BEGIN ", "not a key");
  }

  @Test
  void anotherNamespaceHasItsOwnNames() {
    CheckReport report = new Checks(StoredCluster.installed().with(RUNNING), "mesh").installed(NOW);
    assertThat(report.text(Palette.COLORED))
        .contains("in namespace mesh", "ServiceAccount mesh/kuma-control-plane", "\u001b[31m");
  }
}
