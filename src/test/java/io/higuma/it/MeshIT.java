package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.resource.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What meshes get, and what their status and Events tell. */
@ExtendWith(LocalCluster.class)
class MeshIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String SYSTEM = "kuma-system";
  private static final List<ResourceKind> POLICIES =
      List.of(
          ResourceKind.MESH_TIMEOUT, ResourceKind.MESH_CIRCUIT_BREAKER, ResourceKind.MESH_RETRY);

  private final Cluster cluster;
  private final String mesh;

  MeshIT(Cluster cluster) {
    this.cluster = cluster;
    this.mesh = "meshit-" + NUMBER.incrementAndGet();
  }

  @AfterEach
  void removeMesh() {
    cluster.kubectl("", "delete", "mesh", mesh, "--ignore-not-found", "--wait=false");
  }

  @Test
  void theStartMakesWhatKumaMakes() {
    await()
        .untilAsserted(() -> {
          assertThat(secret("envoy-admin-ca").getType()).isEqualTo("system.kuma.io/global-secret");
          assertThat(value(secret("envoy-admin-ca")))
              .startsWith("-----BEGIN CERTIFICATE-----")
              .contains("-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----");
          assertThat(secret("zone-token-signing-key-1").getType())
              .isEqualTo("system.kuma.io/global-secret");
          assertThat(object(ResourceKind.ZONE, "default").get()).isNotNull();
          assertThat(
                  object(ResourceKind.HOSTNAME_GENERATOR, "local-mesh-external-service")
                      .require()
                      .getMetadata()
                      .getLabels())
              .containsEntry("kuma.io/origin", "zone");
        });
    assertThat(condition("default", MeshStatus.READY).getStatus()).isEqualTo("True");
  }

  @Test
  void aNewMeshGetsItsDefaultsOnce() {
    apply("");
    awaitReady("True");
    assertThat(stored().getMetadata().getAnnotations())
        .containsEntry("k8s.kuma.io/mesh-defaults-generated", "true");
    assertThat(status(mesh).observedGeneration()).isEqualTo(1);
    assertThat(policies().keySet())
        .containsExactly(
            "MeshCircuitBreaker/mesh-circuit-breaker-all-" + mesh,
            "MeshRetry/mesh-retry-all-" + mesh,
            "MeshTimeout/mesh-gateways-timeout-all-" + mesh,
            "MeshTimeout/mesh-timeout-all-" + mesh);
    GenericKubernetesResource retry =
        object(ResourceKind.MESH_RETRY, "mesh-retry-all-" + mesh).require();
    assertThat(retry.getMetadata().getLabels())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kuma.io/mesh", mesh,
                "kuma.io/origin", "zone",
                "kuma.io/zone", "default",
                "kuma.io/env", "kubernetes",
                "k8s.kuma.io/namespace", SYSTEM,
                "kuma.io/policy-role", "system"));
    assertOwned(retry);
    Secret key = secret("dataplane-token-signing-key-" + mesh + "-1");
    assertThat(key.getType()).isEqualTo("system.kuma.io/secret");
    assertThat(value(key)).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertOwned(key);
    await()
        .untilAsserted(() ->
            assertThat(events())
                .extracting(Event::getReason)
                .containsExactly("CreatedMeshDefaults"));
    // When
    object(ResourceKind.MESH_RETRY, "mesh-retry-all-" + mesh).delete();
    apply("routing: {zoneEgress: false}");
    // Then
    await().untilAsserted(() -> assertThat(status(mesh).observedGeneration()).isEqualTo(2));
    assertThat(policies()).hasSize(3);
  }

  @Test
  void aMeshMadeAnewUnderItsNameGetsItsOwn() {
    apply("");
    awaitReady("True");
    // When: before the garbage collector has come for what belonged to the first.
    cluster.kubectl("", "delete", "mesh", mesh).orThrow();
    apply("");
    // Then
    awaitReady("True");
    await()
        .during(Duration.ofSeconds(3))
        .untilAsserted(() -> {
          assertThat(policies()).hasSize(4);
          assertOwned(object(ResourceKind.MESH_RETRY, "mesh-retry-all-" + mesh).require());
          assertOwned(secret("dataplane-token-signing-key-" + mesh + "-1"));
        });
  }

  @Test
  void policiesThatAMeshDoesNotWantAreNotMade() {
    apply("skipCreatingInitialPolicies: [MeshTimeout, MeshRetry]");
    awaitReady("True");
    assertThat(policies().keySet())
        .containsExactly("MeshCircuitBreaker/mesh-circuit-breaker-all-" + mesh);
  }

  @Test
  void aMeshMayWantNone() {
    apply("skipCreatingInitialPolicies: ['*']");
    awaitReady("True");
    assertThat(policies()).isEmpty();
    assertThat(secret("dataplane-token-signing-key-" + mesh + "-1")).isNotNull();
    assertThat(condition(mesh, MeshStatus.DEFAULT_POLICIES).getReason()).isEqualTo("Skipped");
  }

  @Test
  void builtinMtlsMakesBothSecrets() {
    apply("mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}");
    awaitReady("True");
    assertThat(condition(mesh, MeshStatus.CERTIFICATE_AUTHORITY).getReason()).isEqualTo("Builtin");
    Secret certificate = secret(mesh + ".ca-builtin-cert-ca-1");
    Secret key = secret(mesh + ".ca-builtin-key-ca-1");
    assertThat(value(certificate)).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(value(key)).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    for (Secret secret : List.of(certificate, key)) {
      assertThat(secret.getType()).isEqualTo("system.kuma.io/secret");
      assertThat(secret.getMetadata().getLabels()).isEqualTo(Map.of("kuma.io/mesh", mesh));
      assertThat(secret.getData()).containsOnlyKeys("value");
      assertOwned(secret);
    }
    await()
        .untilAsserted(() ->
            assertThat(events())
                .extracting(Event::getReason)
                .contains("CreatedCertificateAuthority"));
    assertThat(cluster.kubectl("", "get", "mesh", mesh).orThrow())
        .containsPattern(mesh + " +True ");
  }

  @Test
  void aBadKeyIsToldAndPutRightWithoutTouchingTheMesh() {
    apply("");
    awaitReady("True");
    secret("bring-cert", "no certificate");
    secret("bring-key", "TOPSECRET");
    applyUnchecked(
        "mtls: {backends: [{name: own, type: provided, conf: {cert: {secret: %1$s-bring-cert}, key: {secret: %1$s-bring-key}}}]}"
            .formatted(mesh));
    awaitReady("False");
    Condition authority = condition(mesh, MeshStatus.CERTIFICATE_AUTHORITY);
    assertThat(authority.getReason()).isEqualTo("Unusable");
    assertThat(authority.getMessage())
        .contains("conf.cert: is no PEM", "conf.key: is no PEM")
        .doesNotContain("TOPSECRET");
    await()
        .untilAsserted(() ->
            assertThat(events())
                .filteredOn(event -> event.getType().equals("Warning"))
                .singleElement()
                .satisfies(event -> {
                  assertThat(event.getReason()).isEqualTo("CertificateAuthorityUnusable");
                  assertThat(event.getMessage()).isEqualTo(authority.getMessage());
                }));
    // When: the pair of a builtin authority is as good as any
    secret("bring-cert", value(anotherMeshs("cert")));
    secret("bring-key", value(anotherMeshs("key")));
    // Then
    awaitReady("True");
    assertThat(condition(mesh, MeshStatus.CERTIFICATE_AUTHORITY).getReason()).isEqualTo("Provided");
    cluster.kubectl("", "delete", "mesh", mesh + "-other", "--wait=false");
  }

  @Test
  void aMeshThatMakesNoSenseIsToldAndStopsNoOther() {
    applyUnchecked("mtls: [1, 2]");
    awaitReady("False");
    assertThat(condition(mesh, MeshStatus.READY).getReason()).isEqualTo("Malformed");
    assertThat(condition(mesh, MeshStatus.READY).getMessage())
        .startsWith("spec.mtls: has a value of a wrong type");
    assertThat(policies()).isEmpty();
    await()
        .untilAsserted(() ->
            assertThat(events()).extracting(Event::getReason).containsExactly("MalformedMesh"));
    // When
    apply("mtls: {}");
    // Then
    awaitReady("True");
    assertThat(policies()).hasSize(4);
  }

  @Test
  void aRestartWritesNothing() {
    apply("mtls: {backends: [{name: ca-1, type: builtin}]}");
    awaitReady("True");
    await().during(Duration.ofSeconds(2)).until(() -> versions().equals(versions()));
    Map<String, String> before = versions();
    assertThat(before).hasSizeGreaterThan(12);
    // When
    cluster.stopOperator();
    cluster.startOperator();
    // Then
    await()
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(versions()).isEqualTo(before));
  }

  private void apply(String spec) {
    cluster.kubectl(manifest(spec), "apply", "-f", "-").orThrow();
  }

  /** As what was stored before admission looked at it. */
  private void applyUnchecked(String spec) {
    cluster
        .kubectl(
            manifest(spec),
            "--as=" + Patch.CARETAKER,
            "--as-group=system:masters",
            "apply",
            "-f",
            "-")
        .orThrow();
  }

  private String manifest(String spec) {
    return "{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: %s}, spec: {%s}}"
        .formatted(mesh, spec);
  }

  private void secret(String name, String value) {
    cluster
        .kubectl(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s-%s, namespace: kuma-system, labels: {kuma.io/mesh: %s}}
            type: system.kuma.io/secret
            data: {value: %s}
            """
                .formatted(
                    mesh,
                    name,
                    mesh,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII))),
            "apply",
            "-f",
            "-")
        .orThrow();
  }

  private Secret anotherMeshs(String part) {
    String other = mesh + "-other";
    cluster
        .kubectl(
            "{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: %s}, spec: {mtls: {backends: [{name: ca, type: builtin}]}}}"
                .formatted(other),
            "apply",
            "-f",
            "-")
        .orThrow();
    String name = other + ".ca-builtin-" + part + "-ca";
    await().until(() -> client().secrets().inNamespace(SYSTEM).withName(name).get() != null);
    return secret(name);
  }

  private void awaitReady(String expected) {
    await()
        .untilAsserted(() -> {
          MeshStatus status = status(mesh);
          assertThat(status.observedGeneration()).isEqualTo(stored().getMetadata().getGeneration());
          assertThat(condition(mesh, MeshStatus.READY).getStatus()).isEqualTo(expected);
        });
  }

  /** In any shape, as its spec may have any. */
  private GenericKubernetesResource stored() {
    return object(ResourceKind.MESH, mesh).require();
  }

  private MeshStatus status(String name) {
    Object status =
        object(ResourceKind.MESH, name).require().getAdditionalProperties().get("status");
    assertThat(status).isNotNull();
    return JSON.convertValue(status, MeshStatus.class);
  }

  private Condition condition(String name, String type) {
    return status(name).conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }

  private void assertOwned(HasMetadata object) {
    assertThat(object.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies((OwnerReference owner) -> {
          assertThat(owner.getKind()).isEqualTo("Mesh");
          assertThat(owner.getApiVersion()).isEqualTo("kuma.io/v1alpha1");
          assertThat(owner.getName()).isEqualTo(mesh);
          assertThat(owner.getUid()).isEqualTo(stored().getMetadata().getUid());
          assertThat(owner.getController()).isNull();
          assertThat(owner.getBlockOwnerDeletion()).isNull();
        });
  }

  private List<Event> events() {
    return client()
        .v1()
        .events()
        .inNamespace("default")
        .withField("involvedObject.name", mesh)
        .list()
        .getItems();
  }

  private Secret secret(String name) {
    return client().secrets().inNamespace(SYSTEM).withName(name).require();
  }

  private static String value(Secret secret) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get("value")), StandardCharsets.US_ASCII);
  }

  /** The default policies of the mesh. */
  private Map<String, String> policies() {
    var found = new TreeMap<String, String>();
    for (ResourceKind kind : POLICIES) {
      client()
          .genericKubernetesResources(definition(kind))
          .inNamespace(SYSTEM)
          .withLabel("kuma.io/mesh", mesh)
          .list()
          .getItems()
          .forEach(one ->
              found.put(
                  one.getKind() + "/" + one.getMetadata().getName(),
                  one.getMetadata().getResourceVersion()));
    }
    return found;
  }

  /** Of all that the control plane keeps for meshes. */
  private Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    for (ResourceKind kind : POLICIES) {
      add(
          versions,
          client()
              .genericKubernetesResources(definition(kind))
              .inNamespace(SYSTEM)
              .list()
              .getItems());
    }
    add(
        versions,
        client()
            .genericKubernetesResources(definition(ResourceKind.HOSTNAME_GENERATOR))
            .inNamespace(SYSTEM)
            .list()
            .getItems());
    add(
        versions,
        client().genericKubernetesResources(definition(ResourceKind.ZONE)).list().getItems());
    add(
        versions,
        client().genericKubernetesResources(definition(ResourceKind.MESH)).list().getItems());
    add(versions, client().secrets().inNamespace(SYSTEM).list().getItems());
    return versions;
  }

  private static void add(Map<String, String> versions, List<? extends HasMetadata> objects) {
    for (HasMetadata one : objects) {
      versions.put(
          one.getKind() + "/" + one.getMetadata().getName(),
          one.getMetadata().getResourceVersion());
    }
  }

  private Resource<GenericKubernetesResource> object(ResourceKind kind, String name) {
    var all = client().genericKubernetesResources(definition(kind));
    return kind.scope() == ResourceKind.Scope.NAMESPACE
        ? all.inNamespace(SYSTEM).withName(name)
        : all.withName(name);
  }

  private static ResourceDefinitionContext definition(ResourceKind kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup("kuma.io")
        .withVersion("v1alpha1")
        .withKind(kind.kind())
        .withPlural(kind.plural())
        .withNamespaced(kind.scope() == ResourceKind.Scope.NAMESPACE)
        .build();
  }

  private KubernetesClient client() {
    return cluster.client();
  }
}
