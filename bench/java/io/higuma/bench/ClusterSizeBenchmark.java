package io.higuma.bench;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.higuma.admission.PodAdmission;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.cluster.CachedClusterView;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.FromMemory;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import io.higuma.inject.Injector;
import io.higuma.inject.SidecarForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a pod costs beside many namespaces, ContainerPatches and injected pods: the caches are real, the API server is not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgs = "-XX:+UseSerialGC")
@SuppressWarnings("NullAway.Init") // set by setUp
public class ClusterSizeBenchmark {
  /** So many namespaces, as many ContainerPatches, and as many pods with a sidecar. */
  @Param({"10", "1000", "10000"})
  public int objects;

  private final byte[] request = InjectionBenchmark.request("patched");
  private KubernetesMockServer server;
  private ClusterCaches caches;
  private PodAdmission admission;

  @Setup(Level.Trial)
  public void setUp() throws Exception {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(List.of()), false);
    server.init();
    KubernetesClient client = server.createClient();
    create(client, namespace("shop"));
    create(client, patch("big"));
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    create(client, mesh);
    for (int i = 1; i < objects; i++) {
      create(client, namespace("n-" + i));
      create(client, patch("p-" + i));
      create(client, pod("pod-" + i));
    }
    caches = new ClusterCaches(client, "kuma-system", ClusterCaches.ConfigMaps.NONE, ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    caches.start().toCompletableFuture().get(5, TimeUnit.MINUTES);
    if (!(ConfigLoader.load(Optional.empty(), Map.of()) instanceof ConfigResult.Loaded loaded)) {
      throw new IllegalStateException("the defaults are a configuration");
    }
    admission =
        new PodAdmission(
            Injector.of(loaded.config(), SidecarForm.NATIVE, () -> "", new CachedClusterView(caches, new FromMemory())),
            (asked, decision) -> {});
  }

  @TearDown(Level.Trial)
  public void tearDown() {
    caches.close();
    server.destroy();
  }

  @Benchmark
  public byte[] requestToResponse() {
    return admission.review(request);
  }

  private static void create(KubernetesClient client, HasMetadata object) {
    client.resource(object).create();
  }

  private static Namespace namespace(String name) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kuma.io/sidecar-injection", "enabled")
        .endMetadata()
        .build();
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("shop")
        .addToLabels("app", "cart")
        .addToAnnotations("kuma.io/sidecar-injected", "true")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .endContainer()
        .addNewContainer()
        .withName("kuma-sidecar")
        .endContainer()
        .endSpec()
        .build();
  }

  private static ContainerPatch patch(String name) {
    var patch = new ContainerPatch();
    patch.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("kuma-system").build());
    patch.setSpec(
        new ContainerPatchSpec(
            List.of(), List.of(new Operation(null, "replace", "/resources/limits/memory", "\"1Gi\""))));
    return patch;
  }
}
