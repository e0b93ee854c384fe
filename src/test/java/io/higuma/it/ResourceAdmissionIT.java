package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the mesh's own objects when users apply them. */
@ExtendWith(LocalCluster.class)
class ResourceAdmissionIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONTROL_PLANE =
      "system:serviceaccount:kuma-system:kuma-control-plane";

  private static final String TIMEOUT =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshTimeout
      metadata: {name: slow}
      spec:
        to:
        - targetRef: {kind: Mesh}
          default: {connectionTimeout: 5s}
      """;

  private final Cluster cluster;

  ResourceAdmissionIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aPolicyGetsItsLabelsAndItsMeshForAnOwner(TestNamespace namespace) throws IOException {
    namespace.enabled();
    // When
    String said = namespace.kubectl(TIMEOUT, "apply", "-f", "-").orThrow();
    // Then
    JsonNode stored = get(namespace, "meshtimeout/slow");
    assertThat(said).doesNotContain("Warning");
    assertThat(JSON.convertValue(stored.at("/metadata/labels"), Map.class))
        .isEqualTo(
            Map.of(
                "kuma.io/mesh", "default",
                "kuma.io/origin", "zone",
                "kuma.io/zone", "default",
                "kuma.io/env", "kubernetes",
                "kuma.io/policy-role", "consumer",
                "k8s.kuma.io/namespace", namespace.name()));
    assertThat(stored.at("/metadata/annotations/kuma.io~1display-name").asText()).isEqualTo("slow");
    JsonNode owner = stored.at("/metadata/ownerReferences/0");
    assertThat(owner.path("kind").asText()).isEqualTo("Mesh");
    assertThat(owner.path("uid").asText())
        .isEqualTo(get(namespace, "mesh/default").at("/metadata/uid").asText());
    assertThat(owner.has("controller")).isFalse();
    // And applied again nothing changes.
    namespace.kubectl(TIMEOUT, "apply", "-f", "-").orThrow();
    assertThat(withoutStatus(get(namespace, "meshtimeout/slow"))).isEqualTo(withoutStatus(stored));
  }

  @Test
  void whoAppliesAKindThatNobodyValidatesIsWarned(TestNamespace namespace) throws IOException {
    String timeout =
        """
        apiVersion: kuma.io/v1alpha1
        kind: Timeout
        mesh: default
        metadata: {name: %s}
        spec: {}
        """
            .formatted(namespace.name());
    String said = namespace.kubectl(timeout, "apply", "--dry-run=server", "-f", "-").orThrow();
    assertThat(said).contains("Warning: Timeout is stored and has no effect");
  }

  @Test
  void aMeshAndItsPolicyCanComeTogether(TestNamespace namespace) throws IOException {
    namespace.enabled();
    String both =
        """
        apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: %1$s}
        ---
        apiVersion: kuma.io/v1alpha1
        kind: MeshTimeout
        metadata: {name: slow, labels: {kuma.io/mesh: %1$s}}
        spec: {to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: 5s}}]}
        """
            .formatted(namespace.name());
    try {
      namespace.kubectl(both, "apply", "-f", "-").orThrow();
      assertThat(get(namespace, "meshtimeout/slow").at("/metadata/ownerReferences/0/name").asText())
          .isEqualTo(namespace.name());
    } finally {
      namespace.kubectl("", "delete", "mesh", namespace.name()).orThrow();
    }
  }

  /** Who, what, where, and the words of the refusal. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DataplaneInsight | {mesh: default, status: {}}  | Operation not allowed. Kuma resources like DataplaneInsight can be updated or deleted only from the GLOBAL control plane and not from a ZONE control plane.
          MeshIdentity     | {spec: {}}                   | resource type MeshIdentity can be created only in the system namespace:kuma-system
          ContainerPatch   | {spec: {sidecarPatch: []}}   | ContainerPatch can only be placed in kuma-system namespace. It can be however referenced by pods in all namespaces
          MeshTimeout      | {metadata: {labels: {kuma.io/mesh: nobody}}, spec: {}} | meshes.kuma.io "nobody" not found
          MeshTimeout      | {metadata: {labels: {kuma.io/origin: moon}}, spec: {}} | unknown resource origin "moon"
          Mesh             | {spec: {mtls: {enabledBackend: none}}} | spec.mtls.enabledBackend: has to be set to one of the backends in the mesh
          Dataplane        | {mesh: default, spec: {}}    | spec.networking: must be defined
          RateLimit        | {mesh: default, spec: {sources: [{match: {kuma.io/service: web}}], destinations: []}} | spec.destinations: must have at least one element
          ExternalService  | {mesh: default, spec: {tags: {kuma.io/service: maps}}} | spec.networking: must be defined
          MeshGatewayInstance | {spec: {tags: {kuma.io/service: edge}}} | "kuma.io/service" must not be defined
          """)
  void whatMustNotBeIsRefused(String kind, String object, String message, TestNamespace namespace)
      throws IOException {
    namespace.enabled();
    JsonNode refused = new YAMLMapper().readTree(object);
    var written = (ObjectNode) refused;
    written.put("apiVersion", "kuma.io/v1alpha1").put("kind", kind);
    written.withObjectProperty("metadata").put("name", "refused");
    Cluster.Outcome outcome =
        namespace.kubectl(written.toString(), "create", "--dry-run=server", "-f", "-");
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output()).contains(message);
  }

  @Test
  void theControlPlaneWritesInsights(TestNamespace namespace) {
    namespace.enabled();
    String insight =
        """
        apiVersion: kuma.io/v1alpha1
        kind: DataplaneInsight
        mesh: default
        metadata: {name: web}
        status: {}
        """;
    assertThat(
            namespace
                .kubectl(
                    insight,
                    "create",
                    "--dry-run=server",
                    "-f",
                    "-",
                    "--as=" + CONTROL_PLANE,
                    "--as-group=system:masters")
                .orThrow())
        .contains("created");
  }

  @Test
  void aMeshWithDataplanesStays(TestNamespace namespace) {
    namespace.enabled();
    namespace.create(Pods.plain("web"));
    namespace.awaitReadyPod("web");
    namespace.awaitDataplane("web");
    Cluster.Outcome outcome =
        namespace.kubectl("", "delete", "mesh", "default", "--dry-run=server");
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output())
        .contains("mesh: unable to delete mesh, there are still some dataplanes attached");
  }

  @Test
  void aSecretInUseStays(TestNamespace namespace) {
    String mesh = namespace.name();
    String objects =
        """
        apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: %1$s}
        spec: {mtls: {backends: [{name: one, type: builtin}]}}
        ---
        apiVersion: v1
        kind: Secret
        type: system.kuma.io/secret
        metadata: {name: %1$s.ca-builtin-key-one, namespace: kuma-system, labels: {kuma.io/mesh: %1$s}}
        data: {value: eA==}
        """
            .formatted(mesh);
    String secret = "secret/" + mesh + ".ca-builtin-key-one";
    cluster.kubectl(objects, "apply", "-f", "-").orThrow();
    try {
      await()
          .untilAsserted(() ->
              assertThat(
                      cluster.kubectl(
                          "", "-n", "kuma-system", "delete", "--dry-run=server", secret))
                  .satisfies(outcome -> {
                    assertThat(outcome.exitCode()).isNotZero();
                    assertThat(outcome.output())
                        .contains("is currently in use in Mesh \"" + mesh + "\"");
                  }));
      Cluster.Outcome empty =
          cluster.kubectl(
              "",
              "-n",
              "kuma-system",
              "patch",
              secret,
              "--type=merge",
              "-p",
              "{\"data\":{\"value\":\"\"}}");
      assertThat(empty.output()).contains("data.value: cannot be empty.");
    } finally {
      cluster.kubectl("", "delete", "mesh", mesh).orThrow();
      await()
          .until(() ->
              cluster
                      .kubectl("", "-n", "kuma-system", "delete", "--ignore-not-found", secret)
                      .exitCode()
                  == 0);
    }
  }

  @Test
  void onlyPodsThatCanBeRefusedWait(TestNamespace namespace) {
    namespace.enabled();
    double before = reviews();
    // When
    namespace.create(Pods.plain("web"));
    namespace.kubectl("", "label", "pod", "web", "new=label").orThrow();
    // Then
    assertThat(reviews()).isEqualTo(before);
    Cluster.Outcome outcome = namespace.kubectl("", "label", "pod", "web", "kuma.io/workload=cart");
    assertThat(outcome.output()).contains("cannot manually set kuma.io/workload label on Pod");
    assertThat(reviews()).isEqualTo(before + 1);
  }

  private double reviews() {
    return metric("controller_runtime_webhook_requests_total", "/validate-v1-pod");
  }

  @Test
  void metricsTellWhatBecameOfReviews(TestNamespace namespace) {
    namespace.enabled();
    double before = metric("higuma_admission_reviews_total", "result=\"patched\"");
    namespace.kubectl(TIMEOUT, "create", "--dry-run=server", "-f", "-").orThrow();
    assertThat(metric("higuma_admission_reviews_total", "result=\"patched\""))
        .isGreaterThanOrEqualTo(before + 2);
  }

  private double metric(String name, String label) {
    return cluster
        .diagnostics("/metrics")
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Nobody can be asked, but a namespace can go, and other pods come. */
  @Test
  void whileItIsDownNamespacesCanGo(TestNamespace namespace) {
    namespace.labelled(Map.of(TestNamespace.INJECTION, "disabled"));
    namespace.kubectl(TIMEOUT, "apply", "-f", "-").orThrow();
    cluster.killOperator();
    try {
      // When
      Cluster.Outcome outcome = namespace.kubectl(TIMEOUT.replace("5s", "6s"), "apply", "-f", "-");
      assertThat(outcome.output()).contains("failed calling webhook");
      namespace.create(Pods.plain("web"));
      namespace.kubectl("", "delete", "pod", "web", "--grace-period=0", "--force").orThrow();
      namespace.close();
      // Then
      await()
          .until(() ->
              Stream.ofNullable(namespace.client().namespaces().withName(namespace.name()).get())
                  .findAny()
                  .isEmpty());
    } finally {
      cluster.startOperator();
    }
  }

  private static JsonNode get(TestNamespace namespace, String object) throws IOException {
    return JSON.readTree(namespace.kubectl("", "get", object, "-o", "json").orThrow());
  }

  /** Without what the control plane writes to it afterwards, in its own time. */
  private static JsonNode withoutStatus(JsonNode object) {
    ObjectNode rest = object.deepCopy();
    rest.remove("status");
    ((ObjectNode) rest.path("metadata")).remove(List.of("resourceVersion", "managedFields"));
    return rest;
  }
}
