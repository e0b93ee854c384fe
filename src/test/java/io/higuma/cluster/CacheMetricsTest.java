package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class CacheMetricsTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ClusterCaches caches;

  @SuppressWarnings("NullAway.Init") // set before each test
  private ServiceCaches services;

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private volatile Instant now = START;

  @BeforeEach
  void make() {
    caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
    services = new ServiceCaches(client, "kuma-system");
  }

  @AfterEach
  void stop() {
    services.close();
    caches.close();
  }

  @Test
  void tellsOfWhatControllersReadOnceTheyDo() {
    var metrics = new CacheMetrics(caches, services, registry, () -> now);
    metrics.sweep();
    assertThat(registry.find("higuma.cache.age").tag("kind", "Workload").gauge()).isNull();
    assertThat(services.pending()).isEmpty();
    services.start();
    await().until(() -> services.pending().isEmpty());
    metrics.sweep();
    assertThat(gauge("higuma.cache.objects", "Workload")).isZero();
    await()
        .until(() -> {
          metrics.sweep();
          return age("MeshService") == 0;
        });
  }

  @Test
  void agesWhileItsWatchIsAway() throws Exception {
    // Given
    var metrics = new CacheMetrics(caches, services, registry, () -> now);
    now = START.plusSeconds(5);
    assertThat(age("Namespace")).as("before the first watch").isEqualTo(5);
    // When
    caches.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
    // Then
    await().until(() -> age("Namespace") == 0);
    now = START.plusSeconds(100);
    metrics.sweep();
    assertThat(age("Namespace")).as("connected").isZero();
    // When
    server.destroy();
    // Then
    await()
        .until(() -> {
          metrics.sweep();
          now = now.plusSeconds(1);
          return age("Namespace") > 2;
        });
    double before = age("Namespace");
    now = now.plusSeconds(60);
    metrics.sweep();
    assertThat(age("Namespace")).isEqualTo(before + 60);
  }

  @Test
  void countsObjects() throws Exception {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("a").endMetadata().build())
        .create();
    var metrics = new CacheMetrics(caches, services, registry, () -> now);
    caches.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
    metrics.sweep();
    assertThat(gauge("higuma.cache.objects", "Namespace")).isEqualTo(1);
    assertThat(gauge("higuma.cache.objects", "Mesh")).isZero();
  }

  private double age(String kind) {
    return gauge("higuma.cache.age", kind);
  }

  private double gauge(String name, String kind) {
    Gauge gauge = registry.get(name).tag("kind", kind).gauge();
    return gauge.value();
  }
}
