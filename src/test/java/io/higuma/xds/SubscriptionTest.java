package io.higuma.xds;

import static io.higuma.envoy.ResourceType.CLUSTER;
import static io.higuma.envoy.ResourceType.ENDPOINTS;
import static io.higuma.envoy.ResourceType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.higuma.xds.Subscription.Rejection;
import io.higuma.yaml.YamlText;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");
  private static final ProxyId PROXY = new ProxyId("default", "web-1.shop");
  private static final KumaVersion CONTROL_PLANE = new KumaVersion(2, 14);

  @Test
  void tellsWhatHappenedOnItsStream() throws Exception {
    // Given
    Subscription subscription =
        begin(
            "{'version': {'kumaDp': {'version': '2.14.3'},"
                + " 'envoy': {'version': '1.38.2', 'kumaDpCompatible': true}}}");
    // When
    subscription =
        subscription
            .after(new ProxyEvent.Sent("s-1", PROXY, at(1), CLUSTER, "v1", 3))
            .after(new ProxyEvent.Accepted("s-1", PROXY, at(2), CLUSTER, "v1"))
            .after(new ProxyEvent.Sent("s-1", PROXY, at(3), ENDPOINTS, "v1", 3))
            .after(new ProxyEvent.Rejected("s-1", PROXY, at(4), ENDPOINTS, "v1", "bad"))
            .after(new ProxyEvent.Sent("s-1", PROXY, at(5), SECRET, "v1", 1))
            .after(new ProxyEvent.Disconnected("s-1", PROXY, at(9)));
    // Then
    assertThat(YamlText.of(subscription.toJson(7, CONTROL_PLANE)))
        .isEqualTo(
            """
            id: s-1
            controlPlaneInstanceId: cp-1
            connectTime: "2026-05-01T08:00:00Z"
            disconnectTime: "2026-05-01T08:00:09Z"
            status:
              lastUpdateTime: "2026-05-01T08:00:05Z"
              total:
                responsesSent: "3"
                responsesAcknowledged: "1"
                responsesRejected: "1"
              cds:
                responsesSent: "1"
                responsesAcknowledged: "1"
              eds:
                responsesSent: "1"
                responsesRejected: "1"
              lds: {}
              rds: {}
            version:
              kumaDp:
                version: "2.14.3"
                kumaCpCompatible: true
              envoy:
                version: "1.38.2"
                kumaDpCompatible: true
            generation: 7
            """);
    assertThat(subscription.isOnline()).isFalse();
  }

  @Test
  void aRejectionIsForgottenOnceSomethingIsAccepted() throws Exception {
    Subscription rejected =
        begin("{}").after(new ProxyEvent.Rejected("s-1", PROXY, at(4), CLUSTER, "v2", "bad"));
    assertThat(rejected.rejections())
        .containsEntry(CLUSTER, new Rejection("v2", "bad", at(4)))
        .hasSize(1);
    assertThat(rejected.after(new ProxyEvent.Accepted("s-1", PROXY, at(5), SECRET, "v1")))
        .satisfies(after -> assertThat(after.rejections()).hasSize(1));
    assertThat(rejected.after(new ProxyEvent.Accepted("s-1", PROXY, at(6), CLUSTER, "v3")))
        .satisfies(after -> assertThat(after.rejections()).isEmpty());
  }

  @Test
  void aProxyWithoutVersionsHasNone() throws Exception {
    assertThat(begin("{}").toJson(0, CONTROL_PLANE).has("version")).isFalse();
    assertThat(begin("{'version': 7}").toJson(0, CONTROL_PLANE).has("version")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2.14.3, true",
    "2.12.0, true",
    "2.16.9, true",
    "2.11.9, false",
    "2.17.0, false",
    "3.14.0, false",
    "0.0.0-preview.v1, true",
    "'', true"
  })
  void goesWithVersionsNearby(String version, boolean goes) {
    assertThat(CONTROL_PLANE.goesWith(version)).isEqualTo(goes);
  }

  @Test
  void theListKeepsWhatIsOnlineAndTheNewestOfTheRest() {
    JsonNode list = MissingNode.getInstance();
    list = Subscriptions.with(list, one("a", true), 2);
    list = Subscriptions.with(list, one("b", true), 2);
    list = Subscriptions.with(list, one("c", false), 2);
    assertThat(list.findValuesAsText("id")).containsExactly("b", "c");
    list = Subscriptions.with(list, one("c", true), 2);
    assertThat(list.findValuesAsText("id")).containsExactly("b", "c");
    assertThat(list.get(1).has("disconnectTime")).isTrue();
    list = Subscriptions.with(list, one("d", false), 1);
    assertThat(list.findValuesAsText("id")).containsExactly("d");
    list = Subscriptions.with(list, one("e", false), 1);
    assertThat(list.findValuesAsText("id")).as("both are online").containsExactly("d", "e");
  }

  private static ObjectNode one(String id, boolean hasEnded) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
    return hasEnded ? json.put("disconnectTime", "2026-05-01T08:00:09Z") : json;
  }

  private static Subscription begin(String metadata) throws InvalidProtocolBufferException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(metadata.replace('\'', '"'), struct);
    return Subscription.begin(
        new ProxyEvent.Connected("s-1", PROXY, START, struct.build()),
        ProxyMetadata.of(struct.build()),
        "cp-1");
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }
}
