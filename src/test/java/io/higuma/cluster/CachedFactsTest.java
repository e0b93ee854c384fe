package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.admission.WouldBlockException;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true)
class CachedFactsTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @Test
  void answersFromMemoryAndLooksAgainForWhatIsNew() throws Exception {
    // Given
    client.resource(mesh("known")).create();
    client.resource(dataplane("web", "shop", "red")).create();
    client.resource(dataplane("plain", "other", "")).create();
    try (ClusterCaches caches = caches()) {
      caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
      var facts = new CachedFacts(caches, new OnlyNew());
      // Then
      assertThat(facts.mesh("known")).isPresent();
      assertThat(facts.mesh("new")).isPresent();
      assertThat(facts.mesh("none")).isEmpty();
      assertThat(facts.meshUid("new")).contains("of new");
      assertThat(facts.hasDataplanes("red")).isTrue();
      assertThat(facts.hasDataplanes("default")).as("named by nobody").isTrue();
      assertThat(facts.hasDataplanes("blue")).isFalse();
      assertThat(facts.dataplaneUid("shop", "web")).isPresent();
      assertThat(facts.dataplaneUid("shop", "none")).isEmpty();
      assertThat(facts.otherMesh("shop", "blue")).contains("red");
      assertThat(facts.otherMesh("shop", "red")).isEmpty();
      assertThat(facts.otherMesh("other", "red")).as("without a label").contains("");
      assertThat(facts.otherMesh("empty", "red")).isEmpty();
    }
  }

  @Test
  void aSecretIsThatOfItsMesh() {
    try (ClusterCaches caches = caches()) {
      var facts = new CachedFacts(caches, new OnlyNew());
      assertThat(facts.secret("red", "of-red")).hasValueSatisfying(CachedFactsTest::isX);
      assertThat(facts.secret("default", "of-nobody")).hasValueSatisfying(CachedFactsTest::isX);
      assertThat(facts.secret("blue", "of-red")).isEmpty();
      assertThat(facts.secret("default", "empty")).isEmpty();
      assertThat(facts.secret("default", "opaque")).isEmpty();
      assertThat(facts.isZoneConnected("connected")).isTrue();
      assertThat(facts.isZoneConnected("left")).isFalse();
      assertThat(facts.isZoneConnected("odd")).isFalse();
      assertThat(facts.isZoneConnected("unknown")).isFalse();
    }
  }

  /** They would become parts of paths of the API. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../secrets", "a/b", "a?b", "A", "a b", "%2e%2e"})
  void whatIsNoNameIsNotLookedUp(String name) {
    try (ClusterCaches caches = caches()) {
      var facts = new CachedFacts(caches, new NoSecondLook());
      assertThat(facts.mesh(name)).isEmpty();
      assertThat(facts.secret("default", name)).isEmpty();
      assertThat(facts.dataplaneUid("shop", name)).isEmpty();
      assertThatThrownBy(() -> facts.mesh("a.b-c")).isInstanceOf(WouldBlockException.class);
    }
  }

  private static void isX(byte[] value) {
    assertThat(value).containsExactly('x');
  }

  private ClusterCaches caches() {
    return new ClusterCaches(
        client,
        "kuma-system",
        ClusterCaches.ConfigMaps.NONE,
        ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
  }

  private static Mesh mesh(String name) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName(name).withUid("of " + name).build());
    return mesh;
  }

  private static Dataplane dataplane(String name, String namespace, String mesh) {
    var dataplane = new Dataplane();
    dataplane.setMesh(mesh);
    dataplane.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace)
            .withLabels(mesh.isEmpty() ? Map.of() : Map.of("kuma.io/mesh", mesh))
            .build());
    return dataplane;
  }

  private static Secret secret(String type, String mesh, String data) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("s")
        .withLabels(mesh.isEmpty() ? Map.of() : Map.of("kuma.io/mesh", mesh))
        .endMetadata()
        .withType(type)
        .withData(Map.of("value", data))
        .build();
  }

  private static final class OnlyNew extends FromMemory {
    private static final String OF_MESH = "system.kuma.io/secret";

    @Override
    public Optional<GenericKubernetesResource> zoneInsight(String zone) {
      Map<String, String> before = Map.of("connectTime", "1", "disconnectTime", "2");
      return switch (zone) {
        case "connected" -> insight(List.of(before, Map.of("connectTime", "3")));
        case "left" -> insight(List.of(before));
        case "odd" -> insight(7);
        default -> Optional.empty();
      };
    }

    private static Optional<GenericKubernetesResource> insight(Object subscriptions) {
      var insight = new GenericKubernetesResource();
      insight.setAdditionalProperty("spec", Map.of("subscriptions", subscriptions));
      return Optional.of(insight);
    }

    @Override
    public Optional<Secret> secret(String name) {
      return switch (name) {
        case "of-red" -> Optional.of(CachedFactsTest.secret(OF_MESH, "red", "eA=="));
        case "of-nobody" -> Optional.of(CachedFactsTest.secret(OF_MESH, "", "eA=="));
        case "empty" -> Optional.of(CachedFactsTest.secret(OF_MESH, "", ""));
        case "opaque" -> Optional.of(CachedFactsTest.secret("Opaque", "", "eA=="));
        default -> Optional.empty();
      };
    }

    @Override
    public Optional<Mesh> mesh(String name) {
      return name.equals("new") ? Optional.of(CachedFactsTest.mesh(name)) : Optional.empty();
    }
  }
}
