package io.higuma.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Annotations;
import io.higuma.policystatus.PolicyReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane wrote of a proxy into its DataplaneInsight. Printed as JSON as it is.
 *
 * @param connection NEVER if there is no insight
 * @param instance the control plane that serves it, or served it last
 * @param since when the newest stream began; empty if there was none
 * @param until when it ended; empty while it lasts
 * @param lastUpdate when something was sent or answered last
 * @param responses by type, in the order in which they are sent
 * @param rejected what Envoy has rejected, and accepted nothing of the type since
 * @param certificate null without one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProxyStatus(
    State connection,
    String instance,
    String since,
    String until,
    String lastUpdate,
    String kumaDp,
    String envoy,
    List<Responses> responses,
    List<Rejected> rejected,
    @Nullable Certificate certificate) {
  /** Of a proxy that was never connected. */
  public static final ProxyStatus NEVER =
      new ProxyStatus(State.NEVER, "", "", "", "", "", "", List.of(), List.of(), null);

  /** As insights call them. */
  private static final Map<String, String> TYPES =
      Map.of("cds", "clusters", "eds", "endpoints", "lds", "listeners", "rds", "routes");

  private static final List<String> ORDER = List.of("cds", "eds", "lds", "rds", "total");

  public ProxyStatus {
    responses = List.copyOf(responses);
    rejected = List.copyOf(rejected);
  }

  /** Whether there is a stream. */
  public enum State {
    CONNECTED,
    DISCONNECTED,
    NEVER
  }

  /**
   * How many responses of a type there were.
   *
   * @param type {@code clusters}, or {@code total}, in which secrets count, too
   */
  public record Responses(String type, long sent, long acknowledged, long rejected) {
    boolean isOpen() {
      return sent > acknowledged + rejected;
    }
  }

  /** What Envoy said of it. */
  public record Rejected(String type, String error) {}

  /**
   * The certificate of the proxy; its key is known to nobody but the proxy and its control plane.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Certificate(
      String backend,
      String expires,
      String made,
      long regenerations,
      List<String> trustedBackends) {
    public Certificate {
      trustedBackends = List.copyOf(trustedBackends);
    }
  }

  /**
   * Reads one.
   *
   * @param insight a DataplaneInsight in any shape
   */
  public static ProxyStatus of(JsonNode insight) {
    JsonNode status = insight.path("status");
    JsonNode streams = status.path("subscriptions");
    if (streams.isEmpty()) {
      return NEVER;
    }
    JsonNode newest = newest(streams);
    JsonNode versions = newest.path("version");
    return new ProxyStatus(
        newest.hasNonNull("disconnectTime") ? State.DISCONNECTED : State.CONNECTED,
        newest.path("controlPlaneInstanceId").asText(""),
        newest.path("connectTime").asText(""),
        newest.path("disconnectTime").asText(""),
        newest.path("status").path("lastUpdateTime").asText(""),
        versions.path("kumaDp").path("version").asText(""),
        versions.path("envoy").path("version").asText(""),
        responses(newest.path("status")),
        rejected(insight),
        certificate(status.path("mTLS")));
  }

  /** One that is open, else the last. */
  private static JsonNode newest(JsonNode streams) {
    JsonNode newest = streams.path(streams.size() - 1);
    for (JsonNode stream : streams) {
      if (!stream.hasNonNull("disconnectTime")) {
        newest = stream;
      }
    }
    return newest;
  }

  private static List<Responses> responses(JsonNode status) {
    var responses = new ArrayList<Responses>();
    for (String type : ORDER) {
      JsonNode counts = status.path(type);
      responses.add(
          new Responses(
              TYPES.getOrDefault(type, type),
              counts.path("responsesSent").asLong(),
              counts.path("responsesAcknowledged").asLong(),
              counts.path("responsesRejected").asLong()));
    }
    return responses;
  }

  private static List<Rejected> rejected(JsonNode insight) {
    String text =
        insight.path("metadata").path("annotations").path(Annotations.POLICIES.name()).asText("");
    return PolicyReport.parse(text).refused().stream()
        .map(one -> new Rejected(one.type(), Words.oneLine(one.error())))
        .toList();
  }

  private static @Nullable Certificate certificate(JsonNode mtls) {
    if (!mtls.isObject()) {
      return null;
    }
    var trusted = new ArrayList<String>();
    mtls.path("supportedBackends").forEach(backend -> trusted.add(backend.asText()));
    return new Certificate(
        mtls.path("issuedBackend").asText(""),
        mtls.path("certificateExpirationTime").asText(""),
        mtls.path("lastCertificateRegeneration").asText(""),
        mtls.path("certificateRegenerations").asLong(),
        trusted);
  }
}
