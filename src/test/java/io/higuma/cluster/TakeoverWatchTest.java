package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.takeover.OtherControlPlanes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class TakeoverWatchTest {
  private final List<OtherControlPlanes.Webhook> webhooks = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private Instant now = Instant.parse("2026-05-01T08:00:00Z");

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  private TakeoverWatch watch;

  @BeforeEach
  void makeWatch() {
    watch =
        new TakeoverWatch(
            client,
            new OtherControlPlanes("kuma-control-plane", "kuma-system", Set.of("/inject-sidecar")),
            () -> webhooks,
            new TakeoverWatch.Self("kuma-system", "us"),
            (regarding, type, reason, message) ->
                events.add(
                    "%s %s %s".formatted(regarding.getMetadata().getName(), type.text(), reason)),
            () -> now);
  }

  @Test
  void aSignIsToldOnceAndForgottenWhenItIsGone() {
    // Given
    pod("us");
    webhooks.add(
        new OtherControlPlanes.Webhook("c", "kuma-control-plane", "other", "/inject-sidecar"));
    var registry = new SimpleMeterRegistry();
    watch.measure(registry);
    // When
    watch.look();
    watch.look();
    // Then
    assertThat(watch.signs()).hasSize(1);
    assertThat(events).containsExactly("us Warning OtherControlPlane");
    assertThat(registry.get("higuma.other.control.planes").gauge().value()).isEqualTo(1);
    // When
    webhooks.clear();
    watch.sweep();
    assertThat(watch.signs()).as("just looked").hasSize(1);
    now = now.plusSeconds(601);
    watch.sweep();
    // Then
    assertThat(watch.signs()).isEmpty();
  }

  @Test
  void theLeaseOfKumaIsSeen() {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("kuma-system")
                .withName("kuma-cp-leader")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("cp-7")
                .withRenewTime(now.minusSeconds(5).atZone(ZoneOffset.UTC))
                .endSpec()
                .build())
        .create();
    watch.look();
    assertThat(watch.signs()).singleElement().asString().contains("is held by cp-7");
    assertThat(events).as("we are no pod").isEmpty();
  }

  @Test
  void aLeaseThatNobodyHoldsIsNoSign() {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("kuma-system")
                .withName("kuma-cp-leader")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build())
        .create();
    watch.look();
    assertThat(watch.signs()).isEmpty();
  }

  @Test
  void whatCanNotBeReadIsNoSign() {
    client.close();
    watch.look();
    assertThat(watch.signs()).isEmpty();
  }

  private void pod(String name) {
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace("kuma-system")
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }
}
