package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an API server does to its clients on a bad day, and that nothing of it lasts. */
@ExtendWith(LocalCluster.class)
class FaultsIT {
  /** Longer than the client waits for a connection. */
  private static final Duration SLOW = Duration.ofSeconds(13);

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** No seats for the operator, and no queue: then the API server hears one request at a time. */
  private static final String THROTTLED =
      """
      apiVersion: flowcontrol.apiserver.k8s.io/v1
      kind: PriorityLevelConfiguration
      metadata: {name: throttled}
      spec:
        type: Limited
        limited: {nominalConcurrencyShares: 0, borrowingLimitPercent: 0, limitResponse: {type: Reject}}
      ---
      apiVersion: flowcontrol.apiserver.k8s.io/v1
      kind: FlowSchema
      metadata: {name: throttled}
      spec:
        matchingPrecedence: 10
        priorityLevelConfiguration: {name: throttled}
        rules:
        - subjects: [{kind: ServiceAccount, serviceAccount: {namespace: kuma-system, name: "*"}}]
          resourceRules:
          - {apiGroups: ["*"], resources: ["*"], verbs: ["*"], namespaces: ["*"], clusterScope: true}
      """;

  private static final Pattern REJECTED =
      Pattern.compile(
          "(?m)^apiserver_flowcontrol_rejected_requests_total\\{flow_schema=\"throttled\".*} (\\S+)$");

  private final Cluster cluster;

  FaultsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void aStartWaitsForAnApiServerThatIsSlow(TestNamespace namespace) throws Exception {
    namespace.enabled();
    cluster.killOperator();
    // When
    try (var frozen = cluster.freezeApiServer()) {
      cluster.startOperatorAgain();
      // Then: it lives, and says what it waits for.
      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(cluster.diagnostics("/healthy")).contains("\"status\": \"UP\""));
      assertThat(cluster.diagnostics("/ready"))
          .contains("\"status\": \"DOWN\"", "\"waitingFor\": \"the API server\"");
      Thread.sleep(SLOW);
      assertThat(cluster.diagnostics("/healthy")).contains("\"status\": \"UP\"");
    }
    // Then: it is the same process that becomes ready.
    try {
      assertCatchesUp(namespace, "web");
    } finally {
      cluster.startOperator();
    }
  }

  @Test
  void anApiServerThatIsSlowForAWhileIsSurvived(TestNamespace namespace) throws Exception {
    namespace.enabled();
    assertCatchesUp(namespace, "before");
    // When
    try (var frozen = cluster.freezeApiServer()) {
      Thread.sleep(SLOW);
    }
    // Then
    assertCatchesUp(namespace, "after");
    followsServices(namespace, "before");
  }

  @Test
  void aRestartOfTheApiServerIsSurvived(TestNamespace namespace) {
    namespace.enabled();
    assertCatchesUp(namespace, "before");
    // When
    cluster.restartApiServer();
    // Then
    assertCatchesUp(namespace, "after");
    followsServices(namespace, "before");
  }

  @Test
  void newsThatWereMissedForGoodAreReadAnew(TestNamespace namespace) throws Exception {
    // Given
    namespace.enabled();
    assertCatchesUp(namespace, "before");
    namespace.apply(service("gone", "before", 7000));
    await().until(() -> ports(namespace, "before").contains(7000L));
    // When: the versions that it knows are no more.
    try (var frozen = cluster.freezeOperator()) {
      namespace.kubectl("", "delete", "service", "gone").orThrow();
      namespace.apply(service("new", "before", 7001));
      compact(cluster.kubectl("", "get", "--raw", "/api/v1/namespaces").orThrow());
      cluster.restartApiServer();
    }
    // Then
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> ports(namespace, "before").equals(List.of(7001L)));
    assertCatchesUp(namespace, "after");
  }

  @Test
  void throttlingIsWaitedOut(TestNamespace namespace) throws Exception {
    // Given
    namespace.enabled();
    List<String> pods = IntStream.range(0, 20).mapToObj(i -> "web-" + i).toList();
    pods.forEach(pod -> namespace.create(Pods.labelled(pod, Map.of("app", "web"))));
    await()
        .atMost(PATIENCE)
        .until(() -> pods.stream().allMatch(pod -> namespace.dataplane(pod).get() != null));
    // When: of what it asks at the same time, one is heard, and the others get a 429.
    cluster.kubectl(THROTTLED, "apply", "-f", "-").orThrow();
    try {
      Thread.sleep(Duration.ofSeconds(2)); // The API server learns of it by a watch.
      for (int port = 7000; port < 7005; port++) {
        namespace.apply(service("web", "web", port));
      }
      // Then
      await()
          .atMost(PATIENCE)
          .until(() -> pods.stream().allMatch(pod -> ports(namespace, pod).equals(List.of(7004L))));
      assertThat(rejected()).isBetween(1.0, 400.0);
      assertThat(pods)
          .flatMap(namespace::events)
          .extracting(event -> event.getReason())
          .doesNotContain("FailedToGenerateKumaDataplane");
    } finally {
      cluster.kubectl(THROTTLED, "delete", "--ignore-not-found", "-f", "-").orThrow();
    }
  }

  @Test
  void conflictsAreNoFailure(TestNamespace namespace) {
    // Given
    namespace.enabled();
    assertCatchesUp(namespace, "web");
    // When: somebody else writes as fast as we do.
    for (int i = 0; i < 10; i++) {
      namespace.apply(service("web", "web", 7000 + i));
      namespace
          .kubectl("", "annotate", "--overwrite", "dataplane", "web", "example.com/turn=" + i)
          .orThrow();
    }
    // Then
    await().until(() -> ports(namespace, "web").equals(List.of(7009L)));
    assertThat(namespace.events("web"))
        .extracting(event -> event.getReason())
        .doesNotContain("FailedToGenerateKumaDataplane");
  }

  /** A new pod gets its sidecar at once, and its Dataplane when the reconcilers are back. */
  private static void assertCatchesUp(TestNamespace namespace, String pod) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          // A request whose answer was lost may have been heard.
          Pod stored = namespace.pod(pod).get();
          return Pods.hasSidecar(stored == null ? namespace.create(Pods.plain(pod)) : stored);
        });
    await().atMost(PATIENCE).ignoreExceptions().until(() -> namespace.dataplane(pod).get() != null);
  }

  private static void followsServices(TestNamespace namespace, String pod) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          namespace.apply(service("late", pod, 7100));
          return true;
        });
    await().atMost(PATIENCE).until(() -> ports(namespace, pod).contains(7100L));
  }

  private static String service(String name, String app, int port) {
    return """
    {apiVersion: v1, kind: Service, metadata: {name: %s}, spec: {selector: {app: %s}, ports: [{port: 80, targetPort: %d}]}}
    """
        .formatted(name, app, port);
  }

  private static List<Long> ports(TestNamespace namespace, String pod) {
    Dataplane dataplane = namespace.dataplane(pod).get();
    Networking networking =
        dataplane == null ? null : Objects.requireNonNull(dataplane.getSpec()).networking();
    return networking == null
        ? List.of()
        : networking.inbound().stream().map(Inbound::port).toList();
  }

  /** How many requests the API server has refused because of {@link #THROTTLED}. */
  private double rejected() {
    return REJECTED
        .matcher(cluster.kubectl("", "get", "--raw", "/metrics").orThrow())
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  /** Forgets all versions before that of this list. */
  private void compact(String list) throws IOException, InterruptedException {
    String version = list.replaceFirst("(?s).*?\"resourceVersion\":\"(\\d+)\".*", "$1");
    try (var http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(cluster.etcd().resolve("/v3/kv/compaction"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"revision\": \"%s\", \"physical\": true}".formatted(version)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
