package io.higuma.xds;

import static io.higuma.envoy.ResourceType.CLUSTER;
import static io.higuma.envoy.ResourceType.ENDPOINTS;
import static io.higuma.envoy.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.xds.Session.Feedback;
import io.higuma.xds.Session.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeltaSessionTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final DeltaSession session = new DeltaSession("cp-1", Duration.ofSeconds(5));
  private final Map<ResourceType, String> nonces = new EnumMap<>(ResourceType.class);
  private long now = 100 * SECOND;

  @Test
  void changesAloneAreSent() {
    // Given
    session.configure(
        Configurations.of("CLUSTER/a@1", "CLUSTER/b@1", "ENDPOINTS/a@1", "ENDPOINTS/b@1"));
    subscribe(CLUSTER);
    subscribe(ENDPOINTS, "a", "b");
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +a +b", "ENDPOINTS +a +b");
    // When
    session.configure(
        Configurations.of("CLUSTER/a@1", "CLUSTER/b@1", "ENDPOINTS/a@1", "ENDPOINTS/b@2"));
    // Then
    assertThat(sentAndAccepted()).containsExactly("ENDPOINTS +b");
    session.configure(Configurations.of("CLUSTER/b@1", "ENDPOINTS/b@2"));
    assertThat(sentAndAccepted()).containsExactly("CLUSTER -a", "ENDPOINTS -a");
    assertThat(sentAndAccepted()).isEmpty();
  }

  @Test
  void nothingIsAnswerEnough() {
    session.configure(Configurations.of());
    subscribe(CLUSTER);
    subscribe(LISTENER);
    subscribe(ENDPOINTS, "a");
    assertThat(sentAndAccepted()).containsExactly("CLUSTER", "LISTENER");
    assertThat(sentAndAccepted()).isEmpty();
  }

  @Test
  void whoComesBackGetsWhatDiffersFromWhatItHas() {
    // Given
    ProxyConfig config = Configurations.of("CLUSTER/a@1", "CLUSTER/b@2");
    session.configure(config);
    // When
    session.receive(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(CLUSTER.url())
            .putInitialResourceVersions("a", Configurations.resource("CLUSTER/a@1").version())
            .putInitialResourceVersions("b", Configurations.resource("CLUSTER/b@1").version())
            .putInitialResourceVersions("c", "whatever")
            .build(),
        now);
    // Then
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +b -c");
  }

  @Test
  void aNameSubscribedAnewIsSentAnew() {
    session.configure(Configurations.of("ENDPOINTS/a@1", "ENDPOINTS/b@1"));
    subscribe(ENDPOINTS, "a", "b");
    sentAndAccepted();
    subscribe(ENDPOINTS, "a");
    assertThat(sentAndAccepted()).containsExactly("ENDPOINTS +a");
    session.receive(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(ENDPOINTS.url())
            .addResourceNamesUnsubscribe("a")
            .build(),
        now);
    session.configure(Configurations.of("ENDPOINTS/a@2", "ENDPOINTS/b@2"));
    assertThat(sentAndAccepted()).containsExactly("ENDPOINTS +b");
  }

  @Test
  void endpointsOfAChangedClusterAreSentAgain() {
    session.configure(Configurations.of("CLUSTER/a@1", "ENDPOINTS/a@1"));
    subscribe(CLUSTER);
    subscribe(ENDPOINTS, "a");
    sentAndAccepted();
    session.configure(Configurations.of("CLUSTER/a@2", "ENDPOINTS/a@1"));
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +a", "ENDPOINTS +a");
  }

  @Test
  void whatGoesAndComesBackAsItWasIsSentAgain() {
    ProxyConfig both = Configurations.of("CLUSTER/a@1", "CLUSTER/b@1");
    session.configure(both);
    subscribe(CLUSTER);
    sentAndAccepted();
    session.configure(Configurations.of("CLUSTER/a@2"));
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +a -b");
    session.configure(both);
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +a +b");
    assertThat(sentAndAccepted()).isEmpty();
  }

  @Test
  void aClusterGoesOnlyAfterWhatLeadsToIt() {
    session.configure(Configurations.of("CLUSTER/a@1", "LISTENER/l@1"));
    subscribe(CLUSTER);
    subscribe(LISTENER);
    sentAndAccepted();
    session.configure(Configurations.of("CLUSTER/b@1", "LISTENER/l@2"));
    assertThat(sent()).containsExactly("CLUSTER +b", "LISTENER +l");
    accept(CLUSTER);
    assertThat(sent()).isEmpty();
    accept(LISTENER);
    assertThat(sent()).containsExactly("CLUSTER -a");
  }

  @Test
  void whatWasRejectedComesAgainAfterATimeAndOtherTypesGoOn() {
    // Given
    session.configure(Configurations.of("CLUSTER/a@1", "CLUSTER/b@1", "LISTENER/l@1"));
    subscribe(CLUSTER);
    subscribe(LISTENER);
    sentAndAccepted();
    session.configure(Configurations.of("CLUSTER/a@2", "LISTENER/l@1"));
    assertThat(sent()).containsExactly("CLUSTER +a -b");
    // When
    assertThat(reject(CLUSTER)).isInstanceOf(Feedback.Rejected.class);
    // Then
    session.configure(Configurations.of("CLUSTER/a@2", "LISTENER/l@2"));
    assertThat(sentAndAccepted()).containsExactly("LISTENER +l");
    now += 5 * SECOND;
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +a -b");
  }

  @Test
  void muchIsSentInSeveralResponses() {
    // Given
    var resources = new ArrayList<Resource>();
    for (int i = 0; i < 5; i++) {
      String name = "c" + i;
      resources.add(
          Resource.of(
              CLUSTER,
              name,
              Cluster.newBuilder().setName(name).setAltStatName("x".repeat(1 << 20)).build()));
    }
    session.configure(ProxyConfig.of(resources));
    // When
    subscribe(CLUSTER);
    // Then
    assertThat(sent()).containsExactly("CLUSTER +c0");
    accept(CLUSTER);
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +c1");
    assertThat(sentAndAccepted()).containsExactly("CLUSTER +c2");
  }

  @Test
  void answersToFormerResponsesCountForNothing() {
    session.configure(Configurations.of("CLUSTER/a@1"));
    subscribe(CLUSTER);
    sent();
    String former = "0";
    nonces.put(CLUSTER, former);
    assertThat(accept(CLUSTER)).isEqualTo(new Feedback.Ignored());
  }

  private void subscribe(ResourceType type, String... names) {
    session.receive(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.url())
            .addAllResourceNamesSubscribe(List.of(names))
            .build(),
        now);
  }

  private Feedback accept(ResourceType type) {
    return session.receive(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.url())
            .setResponseNonce(nonces.getOrDefault(type, ""))
            .build(),
        now);
  }

  private Feedback reject(ResourceType type) {
    return session.receive(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.url())
            .setResponseNonce(nonces.getOrDefault(type, ""))
            .setErrorDetail(Status.newBuilder().setMessage("no"))
            .build(),
        now);
  }

  private List<String> sentAndAccepted() {
    List<String> sent = sent();
    List.copyOf(nonces.keySet()).forEach(this::accept);
    return sent;
  }

  private List<String> sent() {
    var sent = new ArrayList<String>();
    while (session.next(now) instanceof Next.Response(var type, var version, int count, var body)) {
      var response = (DeltaDiscoveryResponse) body;
      nonces.put(type, response.getNonce());
      var line = new StringBuilder(type.name());
      response.getResourcesList().forEach(one -> line.append(" +").append(one.getName()));
      response.getRemovedResourcesList().forEach(name -> line.append(" -").append(name));
      assertThat(count)
          .isEqualTo(response.getResourcesCount() + response.getRemovedResourcesCount());
      sent.add(line.toString());
    }
    return sent;
  }
}
