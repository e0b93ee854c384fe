package io.higuma.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.takeover.OtherControlPlanes.Leader;
import io.higuma.takeover.OtherControlPlanes.Replica;
import io.higuma.takeover.OtherControlPlanes.Surroundings;
import io.higuma.takeover.OtherControlPlanes.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherControlPlanesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
  private static final String MUTATING = "kuma-admission-mutating-webhook-configuration";
  private static final OtherControlPlanes OURS =
      new OtherControlPlanes("kuma-control-plane", "kuma-system", Set.of("/inject-sidecar", "/x"));

  @Test
  void aloneThereAreNoSigns() {
    assertThat(
            signs(
                List.of(webhook("kuma-control-plane", "kuma-system", "/inject-sidecar")),
                Optional.of(new Leader("old", NOW.minusSeconds(61))),
                List.of(new Replica("kuma-system", "kuma-control-plane-1"))))
        .isEmpty();
    assertThat(signs(List.of(), Optional.empty(), List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "kuma-control-plane,mesh,/inject-sidecar,true",
    "mesh-control-plane,kuma-system,/x,true",
    "somebody,else,/mutate,false",
  })
  void aWebhookThatLeadsElsewhereIsASign(
      String service, String namespace, String path, boolean isSign) {
    var webhook = webhook(service, namespace, path);
    List<String> signs = signs(List.of(webhook, webhook), Optional.empty(), List.of());
    assertThat(signs).hasSize(isSign ? 1 : 0);
    assertThat(signs)
        .allSatisfy(sign ->
            assertThat(sign)
                .startsWith(
                    "2 webhooks of %s (Service %s/%s)".formatted(MUTATING, namespace, service)));
  }

  @Test
  void aLeaseThatIsRenewedIsASign() {
    assertThat(signs(List.of(), Optional.of(new Leader("cp-7", NOW.minusSeconds(59))), List.of()))
        .containsExactly(
            "Lease kuma-system/kuma-cp-leader is held by cp-7: a control plane of Kuma works in our namespace; scale it down");
  }

  @Test
  void replicasElsewhereAreASignForEachNamespace() {
    assertThat(
            signs(
                List.of(),
                Optional.empty(),
                List.of(new Replica("b", "2"), new Replica("b", "1"), new Replica("a", "1"))))
        .containsExactly(
            "Pod a/1 is a control plane, too: of two on one cluster, one has to be scaled down",
            "Pod b/1 is a control plane, too: of two on one cluster, one has to be scaled down");
  }

  private static List<String> signs(
      List<Webhook> webhooks, Optional<Leader> leader, List<Replica> replicas) {
    return OURS.signs(new Surroundings(webhooks, leader, replicas), NOW);
  }

  private static Webhook webhook(String service, String namespace, String path) {
    return new Webhook(MUTATING, service, namespace, path);
  }
}
