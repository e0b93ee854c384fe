package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.xds.ConfigSource.Watch;
import io.higuma.xds.ProxyId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyConfigsTest {
  private static final ProxyId WEB = new ProxyId("shop", "web");
  private static final ProxyId BROKEN = new ProxyId("shop", "broken");

  private final Map<String, MeshView> meshes = new ConcurrentHashMap<>();
  private final AtomicBoolean isRead = new AtomicBoolean(true);
  private final AtomicInteger failures = new AtomicInteger();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final ProxyConfigs configs =
      new ProxyConfigs(
          mesh -> Optional.ofNullable(meshes.get(mesh)), any -> isRead.get(), this::namesOfMesh);

  @AfterEach
  void end() {
    configs.close();
  }

  @Test
  void tellsWhatThereIsAndWhatChanges() {
    mesh("shop", "web");
    watch(WEB);
    await().untilAsserted(() -> assertThat(told).containsExactly("web: [web]"));
    mesh("shop", "api", "web");
    configs.changed("shop");
    await().untilAsserted(() -> assertThat(told).containsExactly("web: [web]", "web: [api, web]"));
    assertThat(configs.connected()).isEqualTo(1);
  }

  @Test
  void tellsNothingTwice() {
    mesh("shop", "web");
    watch(WEB);
    await().until(() -> !told.isEmpty());
    configs.changed("shop");
    configs.changed(WEB);
    await().during(Duration.ofMillis(200)).until(() -> told.size() == 1);
  }

  @Test
  void tellsNothingBeforeAllHasBeenRead() {
    isRead.set(false);
    mesh("shop", "web");
    watch(WEB);
    await().during(Duration.ofMillis(200)).until(told::isEmpty);
    isRead.set(true);
    configs.wake();
    await().untilAsserted(() -> assertThat(told).containsExactly("web: [web]"));
  }

  @Test
  void aProxyMayComeBeforeItsDataplane() {
    mesh("shop", "api");
    watch(WEB);
    await().during(Duration.ofMillis(200)).until(told::isEmpty);
    mesh("shop", "web");
    configs.changed("shop");
    await().untilAsserted(() -> assertThat(told).containsExactly("web: [web]"));
  }

  @Test
  void whatCanNotBeMadeKeepsNobodyElseWaiting() {
    mesh("shop", "broken", "web");
    watch(BROKEN);
    watch(WEB);
    await().untilAsserted(() -> assertThat(told).containsExactly("web: [broken, web]"));
  }

  @Test
  void whatCouldNotBeMadeIsTriedAgain() {
    mesh("shop", "web");
    failures.set(1);
    watch(WEB);
    await().untilAsserted(() -> assertThat(told).containsExactly("web: [web]"));
  }

  @Test
  void nothingIsToldOfAClosedWatch() {
    mesh("shop", "web");
    try (Watch watch = configs.watch(WEB, Struct.getDefaultInstance(), any -> told.add("old"))) {
      await().until(() -> !told.isEmpty());
      watch(WEB);
      await().until(() -> told.size() == 2);
    }
    mesh("shop", "other", "web");
    configs.changed("shop");
    await()
        .untilAsserted(
            () -> assertThat(told).containsExactly("old", "web: [web]", "web: [other, web]"));
  }

  @Test
  void forgetsWhoHasGone() {
    mesh("shop", "web");
    Watch watch = configs.watch(WEB, Struct.getDefaultInstance(), any -> told.add("any"));
    await().until(() -> !told.isEmpty());
    watch.close();
    assertThat(configs.connected()).isZero();
    mesh("shop", "other", "web");
    configs.changed("shop");
    configs.changed(WEB);
    await().during(Duration.ofMillis(200)).until(() -> told.size() == 1);
  }

  private void watch(ProxyId proxy) {
    Struct metadata =
        Struct.newBuilder()
            .putFields("workdir", Value.newBuilder().setStringValue("/tmp").build())
            .build();
    configs.watch(
        proxy,
        metadata,
        config -> told.add(proxy.name() + ": " + config.of(ResourceType.CLUSTER).keySet()));
  }

  private void mesh(String name, String... dataplanes) {
    List<DataplaneView> all =
        List.of(dataplanes).stream()
            .map(one -> new DataplaneView(name, one, new TreeMap<>(), DataplaneSpec.EMPTY))
            .toList();
    meshes.put(
        name,
        new MeshView(
            name, MeshSpec.EMPTY, all, List.of(), List.of(), List.of(), new TreeMap<>(), Set.of()));
  }

  /** A cluster for each Dataplane. */
  private Optional<ProxyConfig> namesOfMesh(ProxyId proxy, MeshView mesh, NodeMetadata metadata) {
    if (failures.getAndDecrement() > 0) {
      throw new IllegalStateException("not now");
    }
    List<String> names = mesh.dataplanes().stream().map(DataplaneView::name).toList();
    if (proxy.equals(BROKEN)) {
      throw new IllegalStateException("can't be made");
    }
    return names.contains(proxy.name())
        ? Optional.of(ProxyConfig.of(names.stream().map(ProxyConfigsTest::cluster).toList()))
        : Optional.empty();
  }

  private static Resource cluster(String name) {
    return Resource.of(ResourceType.CLUSTER, name, Cluster.newBuilder().setName(name).build());
  }
}
