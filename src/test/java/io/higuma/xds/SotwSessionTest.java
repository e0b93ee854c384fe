package io.higuma.xds;

import static io.higuma.envoy.ResourceType.CLUSTER;
import static io.higuma.envoy.ResourceType.ENDPOINTS;
import static io.higuma.envoy.ResourceType.LISTENER;
import static io.higuma.envoy.ResourceType.ROUTES;
import static io.higuma.envoy.ResourceType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.higuma.envoy.ResourceType;
import io.higuma.xds.Session.Feedback;
import io.higuma.xds.Session.Next;
import io.higuma.xds.Session.SessionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SotwSessionTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final SotwSession session = new SotwSession("cp-1", Duration.ofSeconds(5));
  private final Map<ResourceType, DiscoveryResponse> last = new EnumMap<>(ResourceType.class);
  private final Map<ResourceType, List<String>> names = new EnumMap<>(ResourceType.class);
  private long now = 100 * SECOND;

  @Test
  void clustersAndListenersAreSentUnaskedForNamesAndOthersByName() {
    // Given
    session.configure(
        Configurations.of(
            "CLUSTER/a@1",
            "CLUSTER/b@1",
            "ENDPOINTS/a@1",
            "ENDPOINTS/b@1",
            "LISTENER/l@1",
            "ROUTES/r@1",
            "SECRET/s@1"));
    // When
    subscribe(LISTENER);
    subscribe(CLUSTER);
    subscribe(ENDPOINTS, "b");
    subscribe(ROUTES);
    subscribe(SECRET, "s", "none");
    // Then
    assertThat(sent()).containsExactly("CLUSTER a b", "ENDPOINTS b", "LISTENER l", "SECRET s");
    assertThat(last(CLUSTER).getControlPlane().getIdentifier()).isEqualTo("cp-1");
    assertThat(last(CLUSTER).getVersionInfo()).matches("[0-9a-f]{32}");
    assertThat(sent()).isEmpty();
  }

  @Test
  void nothingIsAnswerEnough() {
    session.configure(Configurations.of());
    subscribe(CLUSTER);
    subscribe(LISTENER);
    assertThat(sent()).containsExactly("CLUSTER", "LISTENER");
  }

  @Test
  void withoutAConfigurationThereIsNoAnswer() {
    subscribe(CLUSTER);
    assertThat(sent()).isEmpty();
    session.configure(Configurations.of("CLUSTER/a@1"));
    assertThat(sent()).containsExactly("CLUSTER a");
  }

  @Test
  void onlyTypesThatChangedAreSentAndOfNamedOnesWhatChanged() {
    // Given
    settle("CLUSTER/a@1", "CLUSTER/b@1", "ENDPOINTS/a@1", "ENDPOINTS/b@1", "LISTENER/l@1");
    // When
    session.configure(
        Configurations.of(
            "CLUSTER/a@1", "CLUSTER/b@1", "ENDPOINTS/a@1", "ENDPOINTS/b@2", "LISTENER/l@1"));
    // Then
    assertThat(sent()).containsExactly("ENDPOINTS b");
  }

  @Test
  void tellsWhatTheClientHasYetToAccept() {
    assertThat(session.open()).containsExactly(CLUSTER, LISTENER);
    settle("CLUSTER/a@1", "ENDPOINTS/a@1", "LISTENER/l@1");
    assertThat(session.open()).isEmpty();
    // When clusters change, listeners wait for them
    session.configure(Configurations.of("CLUSTER/a@2", "ENDPOINTS/a@1", "LISTENER/l@2"));
    assertThat(sent()).isNotEmpty();
    assertThat(session.open()).contains(CLUSTER, LISTENER);
    for (int turn = 0; turn < 4; turn++) {
      sentAndAccepted();
    }
    assertThat(sent()).isEmpty();
    assertThat(session.open()).isEmpty();
    // When one is rejected
    session.configure(Configurations.of("CLUSTER/a@2", "ENDPOINTS/a@1", "LISTENER/l@3"));
    assertThat(sent()).containsExactly("LISTENER l");
    reject(LISTENER, "no");
    assertThat(sent()).isEmpty();
    assertThat(session.open()).containsExactly(LISTENER);
  }

  @Test
  void versionsDependOnContentAlone() {
    settle("CLUSTER/a@1");
    String first = last(CLUSTER).getVersionInfo();
    session.configure(Configurations.of("CLUSTER/a@2"));
    sentAndAccepted();
    assertThat(last(CLUSTER).getVersionInfo()).isNotEqualTo(first);
    session.configure(Configurations.of("CLUSTER/a@1"));
    sentAndAccepted();
    assertThat(last(CLUSTER).getVersionInfo()).isEqualTo(first);
  }

  @Test
  void ofTwoConfigurationsOnlyTheLastIsSentToAClientThatHasNotAnswered() {
    // Given
    session.configure(Configurations.of("CLUSTER/a@1"));
    subscribe(CLUSTER);
    assertThat(sent()).containsExactly("CLUSTER a");
    // When
    session.configure(Configurations.of("CLUSTER/a@2"));
    assertThat(sent()).isEmpty();
    session.configure(Configurations.of("CLUSTER/a@3"));
    assertThat(sent()).isEmpty();
    accept(CLUSTER);
    // Then
    assertThat(sent()).containsExactly("CLUSTER a");
    assertThat(contents(CLUSTER)).containsExactly("3");
  }

  @Test
  void endpointsOfAChangedClusterAreSentAgain() {
    // Given
    settle("CLUSTER/a@1", "CLUSTER/b@1", "ENDPOINTS/a@1", "ENDPOINTS/b@1");
    // When
    session.configure(
        Configurations.of("CLUSTER/a@2", "CLUSTER/b@1", "ENDPOINTS/a@1", "ENDPOINTS/b@1"));
    // Then
    assertThat(sent()).containsExactly("CLUSTER a b", "ENDPOINTS a");
  }

  @Test
  void endpointsComeThoughTheClientKeepsItsAnswerOnClustersToItself() {
    // Given: Envoy says nothing about clusters until they are warm
    session.configure(Configurations.of("CLUSTER/a@1", "ENDPOINTS/a@1"));
    subscribe(CLUSTER);
    sent();
    session.configure(Configurations.of("CLUSTER/a@2", "ENDPOINTS/a@2"));
    // When
    subscribe(ENDPOINTS, "a");
    // Then
    assertThat(sent()).containsExactly("ENDPOINTS a");
    accept(ENDPOINTS);
    accept(CLUSTER);
    assertThat(sent()).containsExactly("CLUSTER a", "ENDPOINTS a");
  }

  @Test
  void listenersWaitForClustersThatAreStillToBeSent() {
    // Given
    settle("CLUSTER/a@1", "LISTENER/l@1");
    session.configure(Configurations.of("CLUSTER/a@2", "LISTENER/l@1"));
    assertThat(sent()).containsExactly("CLUSTER a");
    // When: before an answer
    session.configure(Configurations.of("CLUSTER/a@2", "CLUSTER/b@1", "LISTENER/l@2"));
    // Then
    assertThat(sent()).isEmpty();
    accept(CLUSTER);
    assertThat(sent()).containsExactly("CLUSTER a b", "LISTENER l");
  }

  @Test
  void aClusterGoesOnlyAfterWhatLeadsToIt() {
    // Given
    settle("CLUSTER/a@1", "LISTENER/l@1");
    // When
    session.configure(Configurations.of("CLUSTER/b@1", "LISTENER/l@2"));
    // Then
    assertThat(sent()).containsExactly("CLUSTER a b", "LISTENER l");
    accept(CLUSTER);
    assertThat(sent()).isEmpty();
    accept(LISTENER);
    assertThat(sent()).containsExactly("CLUSTER b");
    accept(CLUSTER);
    assertThat(sent()).isEmpty();
  }

  @Test
  void aClusterStaysAsLongAsListenersAreRejected() {
    settle("CLUSTER/a@1", "LISTENER/l@1");
    session.configure(Configurations.of("CLUSTER/b@1", "LISTENER/l@2"));
    sent();
    accept(CLUSTER);
    reject(LISTENER, "no");
    assertThat(sent()).isEmpty();
    session.configure(Configurations.of("CLUSTER/b@1", "LISTENER/l@3"));
    now += 6 * SECOND;
    assertThat(sent()).containsExactly("LISTENER l");
    accept(LISTENER);
    assertThat(sent()).containsExactly("CLUSTER b");
  }

  @Test
  void whatWasRejectedComesAgainAfterATimeAndOtherTypesGoOn() {
    // Given
    settle("CLUSTER/a@1", "LISTENER/l@1", "SECRET/s@1");
    session.configure(Configurations.of("CLUSTER/a@1", "LISTENER/l@2", "SECRET/s@1"));
    sent();
    // When
    String refused = last(LISTENER).getVersionInfo();
    assertThat(reject(LISTENER, "bad listener"))
        .isEqualTo(new Feedback.Rejected(LISTENER, refused, "bad listener"));
    // Then
    assertThat(sent()).isEmpty();
    session.configure(Configurations.of("CLUSTER/a@2", "LISTENER/l@2", "SECRET/s@1"));
    assertThat(sent()).containsExactly("CLUSTER a");
    assertThat(session.wakeAt()).hasValue(now + 5 * SECOND);
    now += 5 * SECOND - 1;
    assertThat(sent()).isEmpty();
    now += 1;
    String nonce = last(LISTENER).getNonce();
    assertThat(sent()).containsExactly("LISTENER l");
    assertThat(last(LISTENER).getVersionInfo()).isEqualTo(refused);
    assertThat(last(LISTENER).getNonce()).isNotEqualTo(nonce);
  }

  @Test
  void ofNamedTypesOnlyWhatWasInTheRejectedResponseComesAgain() {
    settle("ENDPOINTS/a@1", "ENDPOINTS/b@1");
    session.configure(Configurations.of("ENDPOINTS/a@1", "ENDPOINTS/b@2"));
    sent();
    reject(ENDPOINTS, "no");
    now += 5 * SECOND;
    assertThat(sent()).containsExactly("ENDPOINTS b");
  }

  @Test
  void aLongErrorIsCut() {
    settle("CLUSTER/a@1");
    session.configure(Configurations.of("CLUSTER/a@2"));
    sent();
    assertThat(((Feedback.Rejected) reject(CLUSTER, "x".repeat(100_000))).error())
        .hasSizeLessThan(2_100);
  }

  @Test
  void moreNamesGetTheirResourcesAndDroppedOnesAreForgotten() {
    // Given
    settle("ENDPOINTS/a@1", "ENDPOINTS/b@1", "ENDPOINTS/c@1");
    // When
    subscribe(ENDPOINTS, "a");
    subscribe(ENDPOINTS, "a", "c");
    // Then
    assertThat(sent()).containsExactly("ENDPOINTS c");
    accept(ENDPOINTS);
    subscribe(ENDPOINTS, "a", "b", "c");
    assertThat(sent()).containsExactly("ENDPOINTS b");
  }

  @Test
  void answersToFormerResponsesCountForNothing() {
    settle("CLUSTER/a@1");
    DiscoveryResponse former = last(CLUSTER);
    session.configure(Configurations.of("CLUSTER/a@2"));
    sent();
    Feedback stale =
        session.receive(
            DiscoveryRequest.newBuilder()
                .setTypeUrl(CLUSTER.url())
                .setVersionInfo(former.getVersionInfo())
                .setResponseNonce(former.getNonce())
                .build(),
            now);
    assertThat(stale).isEqualTo(new Feedback.Ignored());
    session.configure(Configurations.of("CLUSTER/a@3"));
    assertThat(sent()).isEmpty();
    accept(CLUSTER);
    assertThat(sent()).containsExactly("CLUSTER a");
  }

  @Test
  void unknownTypesAreIgnored() {
    assertThat(
            session.receive(
                DiscoveryRequest.newBuilder().setTypeUrl("type.googleapis.com/other").build(), now))
        .isEqualTo(new Feedback.Ignored());
  }

  @Test
  void tooManyNamesEndTheStream() {
    var request =
        DiscoveryRequest.newBuilder()
            .setTypeUrl(ENDPOINTS.url())
            .addAllResourceNames(Collections.nCopies(Session.MAX_NAMES + 1, "n"))
            .build();
    assertThatThrownBy(() -> session.receive(request, now)).isInstanceOf(SessionException.class);
  }

  private void settle(String... words) {
    session.configure(Configurations.of(words));
    var byType = new EnumMap<ResourceType, List<String>>(ResourceType.class);
    for (String word : words) {
      var resource = Configurations.resource(word);
      byType.computeIfAbsent(resource.type(), type -> new ArrayList<>()).add(resource.name());
    }
    byType.forEach(
        (type, all) -> subscribe(type, type == CLUSTER || type == LISTENER ? List.of() : all));
    sentAndAccepted();
    assertThat(sent()).isEmpty();
  }

  private void sentAndAccepted() {
    sent();
    List.copyOf(last.keySet()).forEach(this::accept);
    sent();
  }

  private void subscribe(ResourceType type, String... wanted) {
    subscribe(type, List.of(wanted));
  }

  private void subscribe(ResourceType type, List<String> wanted) {
    names.put(type, wanted);
    session.receive(request(type).build(), now);
  }

  private Feedback accept(ResourceType type) {
    return session.receive(request(type).setVersionInfo(last(type).getVersionInfo()).build(), now);
  }

  private Feedback reject(ResourceType type, String error) {
    return session.receive(
        request(type).setErrorDetail(Status.newBuilder().setMessage(error)).build(), now);
  }

  private DiscoveryRequest.Builder request(ResourceType type) {
    var request =
        DiscoveryRequest.newBuilder()
            .setTypeUrl(type.url())
            .addAllResourceNames(names.getOrDefault(type, List.of()));
    DiscoveryResponse former = last.get(type);
    return former == null ? request : request.setResponseNonce(former.getNonce());
  }

  private DiscoveryResponse last(ResourceType type) {
    return Objects.requireNonNull(last.get(type));
  }

  /** All that the session has to send now, as the type and the names. */
  private List<String> sent() {
    var sent = new ArrayList<String>();
    while (session.next(now) instanceof Next.Response(var type, var version, int count, var body)) {
      var response = (DiscoveryResponse) body;
      last.put(type, response);
      assertThat(response.getTypeUrl()).isEqualTo(type.url());
      assertThat(response.getResourcesCount()).isEqualTo(count);
      var line = new StringBuilder(type.name());
      response.getResourcesList().forEach(any -> line.append(' ').append(name(type, any)));
      sent.add(line.toString());
    }
    return sent;
  }

  private List<String> contents(ResourceType type) {
    return last(type).getResourcesList().stream()
        .map(any -> unpackCluster(any).getAltStatName())
        .toList();
  }

  private static Cluster unpackCluster(Any any) {
    try {
      return any.unpack(Cluster.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(ResourceType type, Any any) {
    try {
      return switch (type) {
        case CLUSTER -> any.unpack(Cluster.class).getName();
        case ENDPOINTS -> any.unpack(ClusterLoadAssignment.class).getClusterName();
        case LISTENER -> any.unpack(Listener.class).getName();
        case SECRET -> "s";
        case ROUTES, RUNTIME -> "r";
      };
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
