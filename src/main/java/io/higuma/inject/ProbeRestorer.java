package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives a rewritten probe its handler back, as far as the rewritten one tells: the name of a port,
 * a host and the absence of a first slash it does not tell.
 */
record ProbeRestorer(ProbeRouting routing) {
  private static final Pattern OTHER = Pattern.compile("/(tcp|grpc)/(\\d{1,18})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern HTTP = Pattern.compile("/(\\d{1,18})(/.*)");

  /** The probe as it may have been; empty for one that was not rewritten. */
  Optional<ObjectNode> restored(ObjectNode probe) {
    boolean proxied = routing.proxyPort() > 0;
    if ((!proxied && !routing.virtualProbes()) || !ProbeRewriter.isRewritten(probe, routing)) {
      return Optional.empty();
    }
    ObjectNode restored = probe.deepCopy();
    ObjectNode http = (ObjectNode) restored.path("httpGet");
    String path = http.path("path").asText();
    Matcher other = OTHER.matcher(path);
    Matcher request = HTTP.matcher(path);
    if (proxied && other.matches()) {
      restored.remove("httpGet");
      JsonNode port = ContainerJson.number(Long.parseLong(other.group(2)));
      if (other.group(1).equals("tcp")) {
        restored.putObject("tcpSocket").set("port", port);
      } else {
        restored.set("grpc", grpc(port, http));
      }
    } else if (request.matches()) {
      http.put("path", request.group(2))
          .set("port", ContainerJson.number(Long.parseLong(request.group(1))));
      if (proxied) {
        takeHeadersBack(http);
      }
    } else {
      return Optional.empty();
    }
    return Optional.of(restored);
  }

  /**
   * Whether a probe with these handlers is one with the others, rewritten. What a rewritten probe
   * does not tell is left open.
   */
  boolean canCome(ObjectNode written, ObjectNode original) {
    Optional<ObjectNode> restored = restored(written);
    String asked =
        ProbeRewriter.HANDLERS.stream()
            .filter(handler -> original.path(handler).isObject())
            .findFirst()
            .orElse("");
    return restored.isPresent()
        && written.size() == 1
        && restored.get().has(asked)
        && isSamePort(restored.get().path(asked), original.path(asked))
        && isSamePath(restored.get().path(asked), original.path(asked));
  }

  /** A name could have stood for any. */
  private static boolean isSamePort(JsonNode restored, JsonNode original) {
    JsonNode port = original.path("port");
    boolean named = !port.isNumber() && !NUMBER.matcher(port.asText("")).matches();
    return named || port.asLong() == restored.path("port").asLong();
  }

  private static boolean isSamePath(JsonNode restored, JsonNode original) {
    return !restored.has("path")
        || ProbeRewriter.withSlash(original.path("path").asText(""))
            .equals(restored.path("path").asText());
  }

  private static ObjectNode grpc(JsonNode port, ObjectNode http) {
    ObjectNode grpc = ContainerJson.object();
    grpc.set("port", port);
    for (JsonNode header : http.path("httpHeaders")) {
      if (nameOf(header).equals(ProbeRewriter.GRPC_SERVICE_HEADER)) {
        grpc.set("service", header.path("value"));
      }
    }
    return grpc;
  }

  /** The ones that were added stand last: the scheme, then the timeout. */
  private static void takeHeadersBack(ObjectNode http) {
    List<JsonNode> headers = new ArrayList<>();
    http.path("httpHeaders").forEach(headers::add);
    if (isLast(headers, ProbeRewriter.TIMEOUT_HEADER)) {
      headers.removeLast();
    }
    if (isLast(headers, ProbeRewriter.SCHEME_HEADER)) {
      http.set("scheme", headers.removeLast().path("value"));
    }
    for (JsonNode header : headers) {
      if (header instanceof ObjectNode host && nameOf(host).equals(ProbeRewriter.HOST_HEADER)) {
        host.put("name", "Host");
        break;
      }
    }
    if (headers.isEmpty()) {
      http.remove("httpHeaders");
    } else {
      ArrayNode kept = http.putArray("httpHeaders");
      headers.forEach(kept::add);
    }
  }

  private static boolean isLast(List<JsonNode> headers, String name) {
    return !headers.isEmpty() && nameOf(headers.getLast()).equals(name);
  }

  private static String nameOf(JsonNode header) {
    return header.path("name").asText("");
  }
}
