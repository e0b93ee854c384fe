package io.higuma.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a probe asks of the application in the end, whichever way it goes.
 *
 * @param port 0 for a name that no port has
 * @param headers as the application gets them
 * @param timeoutSeconds as the application is given; the kubelet's own stands in the probe
 */
record ProbeTarget(
    String protocol,
    long port,
    String path,
    String scheme,
    List<JsonNode> headers,
    long timeoutSeconds,
    String service) {
  private static final Pattern OTHERS = Pattern.compile("/(tcp|grpc)/([0-9]+)");
  private static final Pattern HTTP = Pattern.compile("/([0-9]+)(/.*)");
  private static final String OURS = "X-Kuma-Probes-";

  /** Empty for a probe that runs a command. */
  static Optional<ProbeTarget> ofKubelet(JsonNode probe, JsonNode container) {
    for (String handler : List.of("httpGet", "tcpSocket", "grpc")) {
      if (probe.get(handler) instanceof ObjectNode way) {
        String path = way.path("path").asText("");
        boolean http = handler.equals("httpGet");
        var headers = new ArrayList<JsonNode>();
        way.path("httpHeaders").forEach(headers::add);
        return Optional.of(
            new ProbeTarget(
                handler,
                port(way.path("port"), container),
                http ? (path.startsWith("/") ? path : "/" + path) : "",
                http ? way.path("scheme").asText("HTTP") : "",
                headers,
                Math.max(1, probe.path("timeoutSeconds").asLong(1)),
                way.path("service").asText("")));
      }
    }
    return Optional.empty();
  }

  /** What the application probe proxy makes of a rewritten probe. */
  static ProbeTarget ofProxy(JsonNode probe) {
    String path = probe.path("httpGet").path("path").asText();
    var headers = new ArrayList<JsonNode>();
    String scheme = "HTTP";
    String service = "";
    long timeout = 1;
    boolean hostSeen = false;
    for (JsonNode header : probe.path("httpGet").path("httpHeaders")) {
      String value = header.path("value").asText();
      switch (header.path("name").asText()) {
        case OURS + "Scheme" -> scheme = value;
        case OURS + "Timeout" -> timeout = Long.parseLong(value);
        case OURS + "GRPC-Service" -> service = value;
        case OURS + "Host" -> {
          if (hostSeen) {
            throw new AssertionError("the probe proxy is told two hosts");
          }
          hostSeen = true;
          headers.add(((ObjectNode) header.deepCopy()).put("name", "Host"));
        }
        default -> headers.add(header);
      }
    }
    Matcher other = OTHERS.matcher(path);
    if (other.matches()) {
      String protocol = other.group(1).equals("tcp") ? "tcpSocket" : "grpc";
      long port = Long.parseLong(other.group(2));
      return new ProbeTarget(protocol, port, "", "", headers, timeout, service);
    }
    Matcher http = HTTP.matcher(path);
    if (!http.matches()) {
      throw new AssertionError("the probe proxy has no such path: " + path);
    }
    return new ProbeTarget(
        "httpGet", Long.parseLong(http.group(1)), http.group(2), scheme, headers, timeout, service);
  }

  private static long port(JsonNode port, JsonNode container) {
    if (port.isNumber()) {
      return port.longValue();
    }
    for (JsonNode named : container.path("ports")) {
      if (named.path("name").asText("").equals(port.textValue())) {
        return named.path("containerPort").longValue();
      }
    }
    return 0;
  }
}
