package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the status of a policy says, from what proxies answer. */
@ExtendWith(LocalCluster.class)
class PolicyStatusIT {
  /** An insight is written every 10 s, and a refused configuration is sent again after 5 s. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {tier: web}, ports: [{port: 80, targetPort: 8080, appProtocol: http}]}
      """;

  private final Cluster cluster;

  PolicyStatusIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void followsWhatProxiesAcceptAndRefuse(TestNamespace namespace) throws Exception {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      namespace.apply(SERVICE);
      namespace.create(Pods.labelled("one", Map.of("tier", "web")));
      namespace.create(Pods.labelled("two", Map.of("tier", "web")));
      // Without an inbound there is no listener that a limit of requests would show in.
      awaitInbound(namespace, "one");
      awaitInbound(namespace, "two");
      policy(namespace, 5);
      awaitStatus(namespace, "Unknown NoProxies 0/0/0");
      try (var one = StandInProxy.of(cluster, namespace, mesh.name(), "one");
          var two = StandInProxy.of(cluster, namespace, mesh.name(), "two")) {
        // When both accept it
        awaitStatus(namespace, "True Programmed 2/2/0");
        assertThat(namespace.kubectl("", "get", "meshratelimit", "limits").orThrow())
            .containsPattern("PROGRAMMED\\s+PROXIES")
            .containsPattern("\\sTrue\\s+2\\s");
        // When a change of it is refused by one
        two.refuse(StandInProxy.LISTENER);
        policy(namespace, 7);
        awaitStatus(namespace, "False Refused 2/1/1");
        assertThat(status(namespace, "{.status.proxies.refusals[*].name}")).isEqualTo("two");
        assertThat(status(namespace, "{.status.proxies.refusals[0].type}")).isEqualTo("listener");
        assertThat(status(namespace, "{.status.proxies.refusals[0].error}"))
            .isEqualTo("inbound: no such filter");
        assertThat(status(namespace, "{.status.conditions[1].observedGeneration}"))
            .isEqualTo(status(namespace, "{.metadata.generation}"));
        // When it accepts it after all
        two.refuse(null);
        awaitStatus(namespace, "True Programmed 2/2/0");
        assertThat(status(namespace, "{.status.proxies.refusals}")).isEmpty();
        assertNothingIsWrittenAtRest(namespace);
        assertThat(one.end()).isNull();
        assertThat(two.end()).isNull();
      }
      awaitStatus(namespace, "Unknown NoProxies 0/0/0");
    }
  }

  private static void awaitInbound(TestNamespace namespace, String pod) {
    await()
        .untilAsserted(() ->
            assertThat(namespace.awaitDataplane(pod).getSpec().networking())
                .satisfies(networking ->
                    assertThat(networking.inbound()).anyMatch(inbound -> inbound.port() == 8080)));
  }

  private static void assertNothingIsWrittenAtRest(TestNamespace namespace) {
    String version = status(namespace, "{.metadata.resourceVersion}");
    await()
        .during(Duration.ofSeconds(12))
        .atMost(Duration.ofSeconds(20))
        .until(() -> status(namespace, "{.metadata.resourceVersion}").equals(version));
  }

  private static void policy(TestNamespace namespace, int requests) {
    namespace.apply(
        """
        apiVersion: kuma.io/v1alpha1
        kind: MeshRateLimit
        metadata: {name: limits, labels: {kuma.io/mesh: %s}}
        spec:
          targetRef: {kind: Dataplane}
          rules:
          - default: {local: {http: {requestRate: {num: %d, interval: 1s}}}}
        """
            .formatted(namespace.name(), requests));
  }

  private static void awaitStatus(TestNamespace namespace, String expected) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() ->
            assertThat(
                    status(
                        namespace,
                        "{.status.conditions[1].status} {.status.conditions[1].reason} {.status.proxies.matched}/{.status.proxies.programmed}/{.status.proxies.refused}"))
                .isEqualTo(expected));
  }

  private static String status(TestNamespace namespace, String path) {
    return namespace
        .kubectl("", "get", "meshratelimit", "limits", "-o", "jsonpath=" + path)
        .orThrow();
  }
}
