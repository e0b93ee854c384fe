package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.inject.ClusterView.ConfigMapEntry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class CachedClusterViewTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @Test
  void answersFromMemoryAndLooksAgainForWhatIsNew() throws Exception {
    // Given
    client.namespaces().resource(namespace("known")).create();
    client
        .configMaps()
        .inNamespace("kuma-system")
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("tp")
                .endMetadata()
                .addToData("config.yaml", "a: 1")
                .build())
        .create();
    client
        .resources(ContainerPatch.class)
        .inNamespace("kuma-system")
        .resource(containerPatch("p"))
        .create();
    client
        .resources(ContainerPatch.class)
        .inNamespace("shop")
        .resource(containerPatch("own"))
        .create();
    try (var caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.OF_SYSTEM_NAMESPACE,
            ClusterCaches.ContainerPatches.OF_ALL_NAMESPACES)) {
      caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
      var view = new CachedClusterView(caches, new OnlyNew());
      // Then
      assertThat(view.namespace("known").orElseThrow().labels()).containsEntry("of", "known");
      assertThat(view.namespace("new").orElseThrow().labels()).containsEntry("of", "new");
      assertThat(view.namespace("none")).isEmpty();
      assertThat(view.meshExists("new")).isTrue();
      assertThat(view.meshExists("none")).isFalse();
      assertThat(view.transparentProxyConfig("tp")).isEqualTo(new ConfigMapEntry.Found("a: 1"));
      assertThat(view.transparentProxyConfig("x")).isEqualTo(new ConfigMapEntry.NoConfigMap());
      assertThat(view.containerPatch("p", List.of("kuma-system", "shop")))
          .hasValueSatisfying(found -> {
            assertThat(found.namespace()).isEqualTo("kuma-system");
            assertThat(found.patch().violations()).isEmpty();
            assertThat(found.patch().sidecar().operations()).hasSize(1);
            assertThat(found.patch().init().operations()).isEmpty();
          });
      assertThat(view.containerPatch("own", List.of("kuma-system", "shop")))
          .as("memory comes before a read of the better namespace")
          .hasValueSatisfying(found -> assertThat(found.namespace()).isEqualTo("shop"));
      assertThat(view.containerPatch("own", List.of("kuma-system"))).isEmpty();
      assertThat(view.containerPatch("new", List.of("kuma-system", "shop")))
          .hasValueSatisfying(found -> assertThat(found.namespace()).isEqualTo("shop"));
      assertThat(view.containerPatch("x", List.of("kuma-system"))).isEmpty();
    }
  }

  private static final class OnlyNew extends FromMemory {
    @Override
    public Optional<Namespace> namespace(String name) {
      return name.equals("new")
          ? Optional.of(CachedClusterViewTest.namespace(name))
          : Optional.empty();
    }

    @Override
    public Optional<ContainerPatch> containerPatch(String namespace, String name) {
      assertThat(name).as("the API server is asked about").isNotEqualTo("p");
      return name.equals("new") && namespace.equals("shop")
          ? Optional.of(CachedClusterViewTest.containerPatch(name))
          : Optional.empty();
    }

    @Override
    public Optional<Mesh> mesh(String name) {
      return name.equals("new") ? Optional.of(new Mesh()) : Optional.empty();
    }
  }

  private static Namespace namespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("of", name)
        .endMetadata()
        .build();
  }

  private static ContainerPatch containerPatch(String name) {
    var patch = new ContainerPatch();
    patch.setMetadata(new ObjectMetaBuilder().withName(name).build());
    patch.setSpec(
        new ContainerPatchSpec(
            List.of(), List.of(new Operation(null, "remove", "/resources/limits", null))));
    return patch;
  }
}
