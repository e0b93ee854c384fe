package io.higuma.envoy.policy.meshtimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import io.higuma.envoy.Conf;
import io.higuma.envoy.policy.ConfDurations;

/** What a MeshTimeout says, with what holds where it says nothing; zero is no limit. */
record Timeouts(
    Duration connect,
    Duration idle,
    Duration request,
    Duration streamIdle,
    Duration requestHeaders,
    Duration maxStream,
    Duration maxConnection) {
  private static final long CONNECT_SECONDS = 5;
  private static final long IDLE_SECONDS = 3600;
  private static final long REQUEST_SECONDS = 15;
  private static final long STREAM_IDLE_SECONDS = 1800;

  static Timeouts of(Conf conf) {
    JsonNode http = conf.json().path("http");
    return new Timeouts(
        read(conf.json().path("connectionTimeout"), CONNECT_SECONDS),
        read(conf.json().path("idleTimeout"), IDLE_SECONDS),
        read(http.path("requestTimeout"), REQUEST_SECONDS),
        read(http.path("streamIdleTimeout"), STREAM_IDLE_SECONDS),
        read(http.path("requestHeadersTimeout"), 0),
        read(http.path("maxStreamDuration"), 0),
        read(http.path("maxConnectionDuration"), 0));
  }

  private static Duration read(JsonNode field, long otherwise) {
    return ConfDurations.read(field).orElseGet(() -> ConfDurations.ofSeconds(otherwise));
  }
}
