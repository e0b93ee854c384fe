package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.Configs;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.PodDraft;
import io.higuma.inject.SidecarCheck;
import io.higuma.inject.SidecarForm;
import io.higuma.mesh.SidecarsOfMesh.Stale;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class SidecarWatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NEW_IMAGE =
      "runtime: {kubernetes: {injector: {sidecarContainer: {image: 'kuma-dp:new'}}}}";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ClusterCaches caches;

  private final Set<String> patchesWithNews = new ConcurrentSkipListSet<>();
  private final List<String> meshesWithNews = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    client.resource(mesh).create();
    namespace(Map.of());
    patch("/old");
    caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    caches.start().toCompletableFuture().get(20, TimeUnit.SECONDS);
    await().until(() -> caches.namespace("shop").isPresent());
    await().until(() -> caches.containerPatch("kuma-system", "dir").isPresent());
    await().until(() -> caches.mesh("default").isPresent());
  }

  @AfterEach
  void stop() {
    caches.close();
  }

  @Test
  void knowsNothingBeforeItHasLooked() {
    assertThat(watch("").of("default")).isEmpty();
  }

  @Test
  void countsPodsWithTheSidecarOfOtherSettings() {
    create(injected("web", Map.of()));
    create(injected("db", Map.of()));
    SidecarWatch same = watch("");
    same.sweep();
    assertThat(same.of("default")).contains(Stale.NONE);
    SidecarWatch other = watch(NEW_IMAGE);
    other.sweep();
    assertThat(other.of("default")).contains(new Stale(2, "shop/db"));
    assertThat(other.of("nobody's")).contains(Stale.NONE);
    // One is replaced, the other ends.
    client.pods().inNamespace("shop").withName("db").delete();
    awaitStale(other, 1);
    client
        .pods()
        .inNamespace("shop")
        .withName("web")
        .editStatus(pod ->
            new PodBuilder(pod).editOrNewStatus().withPhase("Succeeded").endStatus().build());
    awaitStale(other, 0);
  }

  @Test
  void followsPatchesAndNamespaces() {
    create(injected("web", Map.of()));
    create(injected("db", Map.of("kuma.io/container-patches", "dir")));
    SidecarWatch watch = watch("");
    watch.sweep();
    assertThat(watch.of("default")).contains(Stale.NONE);
    patch("/new");
    awaitStale(watch, 1);
    assertThat(watch.of("default")).contains(new Stale(1, "shop/db"));
    patch("/old");
    awaitStale(watch, 0);
    namespace(Map.of("sidecar.higuma.io/cpu-limit", "3"));
    awaitStale(watch, 2);
    // What no sidecar depends on changes nothing.
    namespace(Map.of("owner", "somebody"));
    awaitStale(watch, 0);
  }

  @Test
  void knowsWhichPodsAPatchFailsOn() {
    create(injected("web", Map.of()));
    create(injected("db", Map.of("kuma.io/container-patches", "dir")));
    SidecarWatch watch = watch("");
    watch.sweep();
    assertThat(watch.failing()).isEmpty();
    client.resource(patchOf(new Operation(null, "remove", "/nothing/there", null))).update();
    await()
        .untilAsserted(() -> {
          watch.sweep();
          assertThat(watch.failing()).containsOnlyKeys("shop/db");
        });
    assertThat(watch.failing().toString()).contains("ContainerPatch \"dir\" spec.sidecarPatch[0]");
    assertThat(patchesWithNews).containsExactly("db");
    var users =
        new PatchUsers(
            caches,
            watch,
            "kuma-system",
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE,
            List.of());
    assertThat(users.of("kuma-system", "dir").failing()).containsOnlyKeys("shop/db");
    assertThat(users.of("kuma-system", "other").failing()).isEmpty();
    // Old is what a new pod would get otherwise; here there would be none.
    assertThat(watch.of("default")).contains(Stale.NONE);
    patch("/old");
    await()
        .untilAsserted(() -> {
          watch.sweep();
          assertThat(watch.failing()).isEmpty();
        });
  }

  @Test
  void tellsOfAMeshWhenSomethingChangesAndOfARolloutSeldom() {
    create(injected("web", Map.of()));
    create(injected("db", Map.of()));
    SidecarWatch watch = watch(NEW_IMAGE);
    watch.sweep();
    assertThat(meshesWithNews).containsExactly("default");
    watch.sweep();
    client.pods().inNamespace("shop").withName("db").delete();
    await().until(() -> caches.pod("shop", "db").isEmpty());
    watch.sweep();
    assertThat(meshesWithNews).as("one pod less").hasSize(1);
    for (int i = 0; i < 10; i++) {
      watch.sweep();
    }
    assertThat(meshesWithNews).as("a little later").hasSize(2);
    client.pods().inNamespace("shop").withName("web").delete();
    awaitStale(watch, 0);
    assertThat(meshesWithNews).as("none at all").hasSize(3);
  }

  @Test
  void theMetricIsOfTheMeshesThatThereAre() {
    create(injected("web", Map.of()));
    var registry = new SimpleMeterRegistry();
    SidecarWatch watch = watch(NEW_IMAGE);
    var metrics = new SidecarMetrics(caches, watch, registry);
    metrics.sweep();
    assertThat(registry.get("higuma.stale.sidecars").tag("mesh", "default").gauge().value())
        .isNaN();
    watch.sweep();
    assertThat(registry.get("higuma.stale.sidecars").tag("mesh", "default").gauge().value())
        .isEqualTo(1);
    client.resources(Mesh.class).withName("default").delete();
    await()
        .untilAsserted(() -> {
          metrics.sweep();
          assertThat(registry.find("higuma.stale.sidecars").gauge()).isNull();
        });
  }

  private SidecarWatch watch(String settings) {
    var check = new SidecarCheck(injector(settings));
    var watch = new SidecarWatch(caches, () -> check, List.of());
    watch.onNewsOfMesh(meshesWithNews::add);
    watch.onNewsOfPatches(pod -> patchesWithNews.add(pod.getMetadata().getName()));
    return watch;
  }

  private static void awaitStale(SidecarWatch watch, int pods) {
    await()
        .untilAsserted(() -> {
          watch.sweep();
          assertThat(watch.of("default").map(Stale::pods)).isEqualTo(Optional.of(pods));
        });
  }

  private Injector injector(String settings) {
    ControlPlaneConfig config = Configs.of(settings);
    return Injector.of(
        config,
        SidecarForm.NATIVE,
        () -> "-----BEGIN CERTIFICATE-----",
        new CachedClusterView(caches, new FromMemory()));
  }

  private void create(Pod pod) {
    client.resource(pod).create();
    await().until(() -> caches.pod("shop", pod.getMetadata().getName()).isPresent());
  }

  private Pod injected(String name, Map<String, String> annotations) {
    Pod plain =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("shop")
            .withAnnotations(annotations)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("app")
            .withImage("app")
            .endContainer()
            .endSpec()
            .build();
    PodDraft draft = PodDraft.of(JSON.valueToTree(plain));
    assertThat(injector("").inject(draft, "shop")).isInstanceOf(InjectionDecision.Inject.class);
    return JSON.convertValue(draft.pod(), Pod.class);
  }

  private void namespace(Map<String, String> annotations) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .addToLabels("kuma.io/sidecar-injection", "enabled")
                .withAnnotations(annotations)
                .endMetadata()
                .build())
        .createOr(namespace -> namespace.update());
  }

  private void patch(String directory) {
    client
        .resource(patchOf(new Operation(null, "add", "/workingDir", "\"" + directory + "\"")))
        .createOr(patch -> patch.update());
  }

  private static ContainerPatch patchOf(Operation operation) {
    var patch = new ContainerPatch();
    patch.setMetadata(new ObjectMetaBuilder().withName("dir").withNamespace("kuma-system").build());
    patch.setSpec(new ContainerPatchSpec(List.of(), List.of(operation)));
    return patch;
  }
}
