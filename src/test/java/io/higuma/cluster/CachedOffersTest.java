package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class CachedOffersTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @Test
  void whoLooksLaterSeesNothingOlder() throws Exception {
    try (var caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.NONE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE)) {
      // Given: one has read the old state, and is slow to put it.
      var stored = new AtomicReference<>(dataplane("old"));
      var hasRead = new CountDownLatch(1);
      var goOn = new CountDownLatch(1);
      var slowOne = new AtomicReference<@Nullable Thread>();
      var offers =
          new CachedOffers(
              caches,
              key -> {
                Dataplane read = stored.get();
                if (Thread.currentThread() == slowOne.get()) {
                  hasRead.countDown();
                  awaitQuietly(goOn);
                }
                return Optional.of(read);
              });
      Thread first = Thread.ofPlatform().daemon().unstarted(() -> offers.look(dataplane("any")));
      slowOne.set(first);
      first.start();
      hasRead.await();
      // When
      stored.set(dataplane("new"));
      Thread second = Thread.ofPlatform().daemon().start(() -> offers.look(dataplane("any")));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() ->
              second.getState() == Thread.State.BLOCKED
                  || second.getState() == Thread.State.TERMINATED);
      goOn.countDown();
      first.join();
      second.join();
      // Then
      assertThat(offers.meshesWith("new")).containsExactly("default");
      assertThat(offers.meshesWith("old")).isEmpty();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Dataplane dataplane(String service) {
    var dataplane = new Dataplane();
    dataplane.setMesh("default");
    dataplane.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName("web").build());
    dataplane.setSpec(
        new DataplaneSpec(
            new Networking(
                "10.1.0.1",
                null,
                null,
                List.of(
                    new Inbound(
                        8080,
                        0,
                        null,
                        null,
                        Map.of("kuma.io/service", service),
                        null,
                        null,
                        DataplaneSpec.InboundState.Ready,
                        null,
                        null)),
                List.of(),
                List.of(),
                null,
                null),
            null,
            null));
    return dataplane;
  }
}
