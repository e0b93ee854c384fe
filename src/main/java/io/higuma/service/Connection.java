package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What is known of the stream between a data plane and a control plane.
 *
 * @param isOpen whether there is one now
 * @param kumaDp version; empty if unknown
 * @param envoy version; empty if unknown
 * @param issuedBackend that signed its certificate; empty if it has none
 * @param supportedBackends whose certificates it trusts
 */
public record Connection(
    boolean isOpen,
    String kumaDp,
    String envoy,
    String issuedBackend,
    List<String> supportedBackends) {
  /** Of a data plane that has never been heard of. */
  public static final Connection NONE = new Connection(false, "", "", "", List.of());

  public Connection {
    supportedBackends = List.copyOf(supportedBackends);
  }

  /** Reads the {@code status} of a DataplaneInsight; the newest stream is the last. */
  public static Connection of(JsonNode status) {
    JsonNode streams = status.path("subscriptions");
    JsonNode versions = streams.path(streams.size() - 1).path("version");
    JsonNode tls = status.path("mTLS");
    return new Connection(
        streams.valueStream().anyMatch(stream -> !stream.hasNonNull("disconnectTime")),
        versions.path("kumaDp").path("version").asText(""),
        versions.path("envoy").path("version").asText(""),
        tls.path("issuedBackend").asText(""),
        tls.path("supportedBackends").valueStream().map(name -> name.asText("")).toList());
  }
}
