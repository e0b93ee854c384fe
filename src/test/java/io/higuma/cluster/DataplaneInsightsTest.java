package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.envoy.ResourceType;
import io.higuma.identity.IssuedCertificate;
import io.higuma.service.ObjectKey;
import io.higuma.service.Writes;
import io.higuma.xds.ProxyEvent;
import io.higuma.xds.ProxyId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DataplaneInsightsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final ProxyId WEB = new ProxyId("default", "web.1.shop");

  private final List<String> written = new CopyOnWriteArrayList<>();
  private volatile @Nullable JsonNode stored;
  private volatile boolean hasDataplane = true;
  private volatile boolean isOutdated;
  private volatile boolean hasMtls;
  private final DataplaneInsights insights =
      new DataplaneInsights(new Known(), new Kept(), 2, "cp-1", Duration.ofMillis(20), () -> NOW);

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
    await().until(() -> !written.isEmpty());
    JsonNode streams = stored().at("/status/subscriptions");
    assertThat(streams.findValuesAsText("id")).as("two are kept").containsExactly("b", "one");
    assertThat(streams.path(0).path("disconnectTime").asText()).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(stored().at("/status/mTLS").isNull()).as("taken away by the patch").isTrue();
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
    await().until(() -> !written.isEmpty());
    assertThat(stored().path("status").has("mTLS")).as("said in the patch").isFalse();
    assertThat(stored().at("/metadata/resourceVersion").asText()).isEqualTo("7");
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
    await().during(Duration.ofMillis(100)).until(written::isEmpty);
    stored = null;
    await().until(() -> !written.isEmpty());
    assertThat(written).containsExactly("create shop/web.1");
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
    public Optional<GenericKubernetesResource> insight(ObjectKey key) {
      return Optional.ofNullable(stored)
          .map(object -> JSON.convertValue(object, GenericKubernetesResource.class));
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

  private final class Kept implements Writes {
    @Override
    public Outcome create(HasMetadata object) {
      written.add(
          "create " + object.getMetadata().getNamespace() + "/" + object.getMetadata().getName());
      return keep(JSON.valueToTree(object));
    }

    @Override
    public Outcome patch(HasMetadata object, JsonNode mergePatch) {
      written.add("patch");
      return keep(mergePatch);
    }

    private Outcome keep(JsonNode object) {
      if (isOutdated) {
        return Outcome.OUTDATED;
      }
      stored = object;
      return Outcome.DONE;
    }

    @Override
    public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outcome delete(HasMetadata object) {
      throw new UnsupportedOperationException();
    }
  }
}
