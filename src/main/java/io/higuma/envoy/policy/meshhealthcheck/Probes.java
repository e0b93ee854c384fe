package io.higuma.envoy.policy.meshhealthcheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.GrpcHealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.HttpHealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.Payload;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.TcpHealthCheck;
import io.envoyproxy.envoy.type.v3.CodecClientType;
import io.envoyproxy.envoy.type.v3.Int64Range;
import io.higuma.envoy.Protocol;
import io.higuma.envoy.policy.HeaderEdits;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The question itself: one in the protocol of the destination, or whether it takes connections. */
final class Probes {
  private static final String TAGS_HEADER = "x-kuma-tags";

  private Probes() {}

  /**
   * Adds the question.
   *
   * @param tags of the proxy that asks, for the header that tells them; empty for none
   * @return false if nothing is to be asked in this protocol
   */
  static boolean add(HealthCheck.Builder check, JsonNode conf, Protocol protocol, String tags) {
    return switch (protocol) {
      case HTTP, HTTP2 -> {
        if (isOn(conf.path("http"))) {
          check.setHttpHealthCheck(http(conf.path("http"), protocol, tags));
          yield true;
        }
        yield conf.has("http") && addTcp(check, conf);
      }
      case GRPC -> {
        if (isOn(conf.path("grpc"))) {
          check.setGrpcHealthCheck(grpc(conf.path("grpc")));
          yield true;
        }
        yield conf.has("grpc") && addTcp(check, conf);
      }
      case TCP, KAFKA, TLS, MYSQL, UNKNOWN -> addTcp(check, conf);
    };
  }

  private static boolean isOn(JsonNode section) {
    return section.isObject() && !section.path("disabled").asBoolean();
  }

  private static boolean addTcp(HealthCheck.Builder check, JsonNode conf) {
    JsonNode tcp = conf.path("tcp");
    if (!isOn(tcp)) {
      return false;
    }
    var probe = TcpHealthCheck.newBuilder();
    if (tcp.path("send").isTextual()) {
      probe.setSend(payload(tcp.path("send")));
    }
    tcp.path("receive").forEach(text -> probe.addReceive(payload(text)));
    check.setTcpHealthCheck(probe);
    return true;
  }

  /** The text as it stands, in hexadecimal digits. */
  private static Payload payload(JsonNode text) {
    byte[] bytes = text.asText().getBytes(StandardCharsets.UTF_8);
    return Payload.newBuilder().setText(HexFormat.of().formatHex(bytes)).build();
  }

  private static HttpHealthCheck http(JsonNode http, Protocol protocol, String tags) {
    var probe = HttpHealthCheck.newBuilder().setPath(http.path("path").asText("/"));
    for (JsonNode status : http.path("expectedStatuses")) {
      probe.addExpectedStatuses(
          Int64Range.newBuilder().setStart(status.asInt()).setEnd(status.asInt() + 1L));
    }
    probe.addAllRequestHeadersToAdd(HeaderEdits.of(http.path("requestHeadersToAdd")));
    if (!tags.isEmpty()) {
      probe.addRequestHeadersToAdd(
          HeaderValueOption.newBuilder()
              .setHeader(HeaderValue.newBuilder().setKey(TAGS_HEADER).setValue(tags)));
    }
    if (protocol == Protocol.HTTP2) {
      probe.setCodecClientType(CodecClientType.HTTP2);
    }
    return probe.build();
  }

  private static GrpcHealthCheck grpc(JsonNode grpc) {
    return GrpcHealthCheck.newBuilder()
        .setServiceName(grpc.path("serviceName").asText(""))
        .setAuthority(grpc.path("authority").asText(""))
        .build();
  }
}
