package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.envoy.Participant;
import io.higuma.envoy.ResourceType;
import io.higuma.identity.IssuedCertificate;
import io.higuma.metadata.Annotations;
import io.higuma.service.ObjectKey;
import io.higuma.targetref.PolicyRevision;
import io.higuma.xds.ProxyEvent;
import io.higuma.xds.ProxyId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataplaneInsightsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final ProxyId WEB = new ProxyId("default", "web.1.shop");

  private static final Participant LIMITS =
      new Participant(new PolicyRevision("limits--", "state-01"), Set.of(ResourceType.LISTENER));

  private final List<String> written = new CopyOnWriteArrayList<>();
  private volatile @Nullable JsonNode stored;
  private volatile boolean hasDataplane = true;
  private volatile boolean isOutdated;
  private volatile boolean hasMtls;
  private volatile boolean isRemembered = true;
  private volatile @Nullable JsonNode lastPatch;
  private final DataplaneInsights insights =
      new DataplaneInsights(
          new Known(),
          new Kept(),
          2,
          "cp-1",
          new DataplaneInsights.Timing(Duration.ofMillis(100), Duration.ofMillis(20)),
          () -> NOW);

  @AfterEach
  void end() {
    insights.close();
  }

  @Test
  void makesOneWhenAProxyComes() {
    connect("one");
    await().until(() -> stored != null);
    assertThat(written).containsExactly("create shop/web.1");
    JsonNode insight = stored();
    assertThat(insight.path("mesh").asText()).isEqualTo("default");
    assertThat(insight.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("uid-of-web");
    JsonNode stream = insight.at("/status/subscriptions/0");
    assertThat(stream.path("id").asText()).isEqualTo("one");
    assertThat(stream.path("controlPlaneInstanceId").asText()).isEqualTo("cp-1");
    assertThat(stream.path("connectTime").asText()).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(insight.at("/status/metadata/workdir").asText()).isEqualTo("/tmp");
    assertThat(insight.path("status").has("mTLS")).isFalse();
  }

  @Test
  void tellsWhatWasSentAndThatTheProxyHasGone() {
    connect("one");
    insights.observe(new ProxyEvent.Sent("one", WEB, NOW, ResourceType.CLUSTER, "1", 3));
    insights.observe(new ProxyEvent.Accepted("one", WEB, NOW, ResourceType.CLUSTER, "1"));
    await()
        .until(() ->
            stored != null
                && stored()
                    .at("/status/subscriptions/0/status/cds/responsesAcknowledged")
                    .asText()
                    .equals("1"));
    insights.observe(new ProxyEvent.Disconnected("one", WEB, NOW));
    await().until(() -> stored().at("/status/subscriptions/0").hasNonNull("disconnectTime"));
    // When it is back
    connect("two");
    await().until(() -> stored().at("/status/subscriptions").size() == 2);
    assertThat(stored().at("/status/subscriptions/1").hasNonNull("disconnectTime")).isFalse();
  }

  @Test
  void aStreamThatAnotherInstanceLeftOpenHasEnded() throws Exception {
    stored =
        JSON.readTree(
            """
            {"metadata": {"name": "web.1", "namespace": "shop", "resourceVersion": "7"}, "status": {"subscriptions": [
              {"id": "a", "connectTime": "2026-01-01T00:00:00Z", "disconnectTime": "2026-01-02T00:00:00Z"},
              {"id": "b", "connectTime": "2026-01-03T00:00:00Z"}],
              "mTLS": {"issuedBackend": "ca"}}}
            """);
    connect("one");
    await().until(() -> written.contains("patch"));
    await().until(() -> !stored().at("/metadata/resourceVersion").asText().equals("7"));
    JsonNode streams = stored().at("/status/subscriptions");
    assertThat(streams.findValuesAsText("id")).as("two are kept").containsExactly("b", "one");
    assertThat(streams.path(0).path("disconnectTime").asText()).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(stored().path("status").has("mTLS")).as("taken away by the patch").isFalse();
  }

  @Test
  void aCertificateThatIsNotKnownStaysAsItIsWritten() throws Exception {
    hasMtls = true;
    stored =
        JSON.readTree(
            """
            {"metadata": {"name": "web.1", "namespace": "shop", "resourceVersion": "7"},
              "status": {"mTLS": {"issuedBackend": "ca"}}}
            """);
    connect("one");
    await().until(() -> !stored().at("/metadata/resourceVersion").asText().equals("7"));
    assertThat(stored().at("/status/mTLS/issuedBackend").asText()).isEqualTo("ca");
  }

  @Test
  void theInsightOfAFormerDataplaneIsNotTaken() throws Exception {
    stored =
        JSON.readTree(
            """
            {"metadata": {"name": "web.1", "namespace": "shop", "ownerReferences": [
              {"apiVersion": "kuma.io/v1alpha1", "kind": "Dataplane", "name": "web.1", "uid": "former"}]}}
            """);
    connect("one");
    await().until(() -> written.contains("read"));
    assertThat(written).doesNotContain("create shop/web.1", "patch");
    stored = null;
    await().until(() -> written.contains("create shop/web.1"));
  }

  @Test
  void withoutADataplaneThereIsNone() {
    hasDataplane = false;
    connect("one");
    await().during(Duration.ofMillis(100)).until(written::isEmpty);
  }

  @Test
  void whatHasChangedMeanwhileIsTriedAgain() {
    isOutdated = true;
    connect("one");
    await().until(() -> !written.isEmpty());
    isOutdated = false;
    await().until(() -> stored != null);
  }

  @Test
  void whatAProxyThatStartsDoesIsOneWrite() {
    connect("one");
    insights.observe(new ProxyEvent.Sent("one", WEB, NOW, ResourceType.CLUSTER, "1", 3));
    progress(ResourceType.LISTENER);
    insights.observe(new ProxyEvent.Accepted("one", WEB, NOW, ResourceType.CLUSTER, "1"));
    progress();
    await().until(() -> stored != null);
    assertThat(written).containsExactly("create shop/web.1");
    assertThat(annotation()).isEqualTo("{\"programmed\":\"%s\"}".formatted(LIMITS.revision()));
  }

  @Test
  void nothingIsReadBeforeItIsWrittenAgain() {
    connect("one");
    await().until(() -> stored != null);
    insights.observe(new ProxyEvent.Sent("one", WEB, NOW, ResourceType.CLUSTER, "1", 3));
    await().until(() -> written.contains("patch"));
    assertThat(written).doesNotContain("read");
    assertThat(last().path("status").has("metadata")).as("it is there already").isFalse();
    assertThat(stored().at("/status/metadata/workdir").asText()).isEqualTo("/tmp");
  }

  @Test
  void whatSomebodyElseHasWrittenIsRead() {
    connect("one");
    await().until(() -> stored != null);
    ((ObjectNode) stored().path("metadata")).put("resourceVersion", "999");
    insights.observe(new ProxyEvent.Sent("one", WEB, NOW, ResourceType.CLUSTER, "1", 3));
    await()
        .until(() -> stored().at("/status/subscriptions/0/status/cds/responsesSent").asInt() == 1);
    assertThat(written).contains("read");
  }

  @Test
  void oneThatMemoryDoesNotKnowIsFound() throws Exception {
    isRemembered = false;
    stored =
        JSON.readTree(
            """
            {"metadata": {"name": "web.1", "namespace": "shop", "resourceVersion": "7"}, "status": {"subscriptions": [
              {"id": "a", "connectTime": "2026-01-01T00:00:00Z"}]}}
            """);
    connect("one");
    await().until(() -> stored().at("/status/subscriptions").size() == 2);
    assertThat(written).containsExactly("create shop/web.1", "read", "patch");
  }

  @Test
  void tellsWhichPoliciesWereRefused() {
    connect("one");
    progress(ResourceType.LISTENER);
    insights.observe(
        new ProxyEvent.Rejected("one", WEB, NOW, ResourceType.LISTENER, "1", "no such filter"));
    await().until(() -> stored != null && annotation().contains("no such filter"));
    insights.observe(new ProxyEvent.Accepted("one", WEB, NOW, ResourceType.LISTENER, "2"));
    progress();
    await().until(() -> annotation().startsWith("{\"programmed\""));
    insights.observe(new ProxyEvent.Disconnected("one", WEB, NOW));
    await().until(() -> stored().at("/status/subscriptions/0").hasNonNull("disconnectTime"));
    assertThat(annotation()).isEmpty();
  }

  @Test
  void progressThatIsNoneIsNotWritten() {
    connect("one");
    progress();
    await().until(() -> stored != null);
    int before = written.size();
    progress(ResourceType.ENDPOINTS);
    progress();
    await().during(Duration.ofMillis(300)).until(() -> written.size() == before);
  }

  @Test
  void whatAProxySaysOfItselfIsBounded() {
    Struct large =
        Struct.newBuilder()
            .putFields("workdir", Value.newBuilder().setStringValue("/tmp").build())
            .putFields("junk", Value.newBuilder().setStringValue("x".repeat(1 << 20)).build())
            .putFields("nan", Value.newBuilder().setNumberValue(1).build())
            .build();
    insights.observe(new ProxyEvent.Connected("one", WEB, NOW, large));
    await().until(() -> stored != null);
    assertThat(stored().at("/status/metadata").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("workdir", "nan");
  }

  @Test
  void aNumberThatJsonHasNotKeepsNothingFromBeingWritten() {
    Struct odd =
        Struct.newBuilder()
            .putFields("odd", Value.newBuilder().setNumberValue(Double.NaN).build())
            .build();
    insights.observe(new ProxyEvent.Connected("one", WEB, NOW, odd));
    await().until(() -> stored != null);
    assertThat(stored().at("/status/metadata").isEmpty()).isTrue();
  }

  private void progress(ResourceType... open) {
    insights.observe(new ProxyEvent.Progressed("one", WEB, NOW, List.of(LIMITS), Set.of(open)));
  }

  /** Empty if there is none. */
  private String annotation() {
    return stored().at("/metadata/annotations").path(Annotations.POLICIES.name()).asText();
  }

  private JsonNode last() {
    JsonNode patch = lastPatch;
    return patch == null ? JSON.createObjectNode() : patch;
  }

  @Test
  void atRestNothingIsWritten() {
    connect("one");
    await().until(() -> stored != null);
    insights.changed(new ProxyId("default", "other.shop"));
    await().during(Duration.ofMillis(200)).until(() -> written.size() == 1);
  }

  private void connect(String stream) {
    Struct metadata =
        Struct.newBuilder()
            .putFields("workdir", Value.newBuilder().setStringValue("/tmp").build())
            .build();
    insights.observe(new ProxyEvent.Connected(stream, WEB, NOW, metadata));
  }

  private JsonNode stored() {
    JsonNode now = stored;
    assertThat(now).isNotNull();
    return now == null ? JSON.createObjectNode() : now;
  }

  private final class Known implements DataplaneInsights.Reads {
    @Override
    public Optional<Dataplane> dataplane(ObjectKey key) {
      var dataplane = new Dataplane();
      dataplane.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(key.namespace())
              .withName(key.name())
              .withUid("uid-of-web")
              .build());
      return hasDataplane ? Optional.of(dataplane) : Optional.empty();
    }

    @Override
    public boolean hasInsight(ObjectKey key) {
      return isRemembered && stored != null;
    }

    @Override
    public Optional<IssuedCertificate> certificate(ProxyId proxy) {
      return Optional.empty();
    }

    @Override
    public boolean hasMtls(String mesh) {
      return hasMtls;
    }
  }

  /** Applies merge patches as far as these tests go: lists and values are replaced. */
  private final class Kept implements DataplaneInsights.Store {
    private long version = 100;

    @Override
    public Optional<GenericKubernetesResource> read(ObjectKey key) {
      written.add("read");
      return Optional.ofNullable(stored)
          .map(object -> JSON.convertValue(object, GenericKubernetesResource.class));
    }

    @Override
    public Optional<String> create(GenericKubernetesResource insight) {
      written.add("create " + ObjectKey.of(insight));
      return stored == null ? keep(JSON.valueToTree(insight)) : Optional.empty();
    }

    @Override
    public Optional<String> patch(ObjectKey key, JsonNode mergePatch) {
      written.add("patch");
      lastPatch = mergePatch;
      JsonNode before = stored;
      if (before == null
          || !before
              .at("/metadata/resourceVersion")
              .equals(mergePatch.at("/metadata/resourceVersion"))) {
        return Optional.empty();
      }
      ObjectNode after = before.deepCopy();
      merge(after, mergePatch);
      return keep(after);
    }

    private void merge(ObjectNode target, JsonNode patch) {
      for (Map.Entry<String, JsonNode> field : patch.properties()) {
        if (field.getValue().isNull()) {
          target.remove(field.getKey());
        } else if (field.getValue() instanceof ObjectNode nested) {
          merge(target.withObject("/" + field.getKey()), nested);
        } else {
          target.set(field.getKey(), field.getValue());
        }
      }
    }

    private Optional<String> keep(ObjectNode object) {
      if (isOutdated) {
        return Optional.empty();
      }
      String now = Long.toString(++version);
      object.withObject("/metadata").put("resourceVersion", now);
      stored = object;
      return Optional.of(now);
    }
  }
}
