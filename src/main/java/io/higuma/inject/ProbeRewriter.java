package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Points the probes of application containers at a port that the sidecar serves without mTLS, since
 * the kubelet is not in the mesh.
 */
final class ProbeRewriter {
  static final List<String> PROBES = List.of("livenessProbe", "readinessProbe", "startupProbe");

  /** What a probe can ask, one of which it has. */
  static final List<String> HANDLERS = List.of("httpGet", "tcpSocket", "grpc");

  static final String HOST_HEADER = "X-Kuma-Probes-Host";
  static final String SCHEME_HEADER = "X-Kuma-Probes-Scheme";
  static final String TIMEOUT_HEADER = "X-Kuma-Probes-Timeout";
  static final String GRPC_SERVICE_HEADER = "X-Kuma-Probes-GRPC-Service";

  /** What this class writes, whatever the probe was. */
  private static final Pattern REWRITTEN_PATH = Pattern.compile("/(?:(?:tcp|grpc)/\\d+|\\d+/.*)");

  private final ProbeRouting routing;

  /** Probes that need no rewriting. */
  private final Predicate<ObjectNode> settled;

  private final List<Rewriting> rewritings = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  private ProbeRewriter(ProbeRouting routing, Predicate<ObjectNode> settled) {
    this.routing = routing;
    this.settled = settled;
  }

  /** A probe that takes the place of another. */
  record Rewriting(ObjectNode container, String field, ObjectNode probe) implements PodMutator {
    @Override
    public void apply(PodDraft draft) {
      draft.replaceProbe(container, field, probe);
    }
  }

  /** What to rewrite, and which probes stand in the way. */
  record Plan(List<Rewriting> rewritings, List<Violation> violations) {}

  /**
   * Plans for the containers of a pod, in the order that they will have once the sidecar is placed.
   */
  static Plan plan(
      ProbeRouting routing, List<ObjectNode> initContainers, List<ObjectNode> containers) {
    return plan(new ProbeRewriter(routing, probe -> false), initContainers, containers);
  }

  /** Plans for a pod that was injected before: probes that were rewritten then stay. */
  static Plan planForLate(
      ProbeRouting routing, List<ObjectNode> initContainers, List<ObjectNode> containers) {
    return plan(
        new ProbeRewriter(routing, probe -> isRewritten(probe, routing)),
        initContainers,
        containers);
  }

  private static Plan plan(
      ProbeRewriter rewriter, List<ObjectNode> initContainers, List<ObjectNode> containers) {
    if (rewriter.routing.proxyPort() > 0 || rewriter.routing.virtualProbes()) {
      reached(initContainers, containers).forEach(rewriter::rewrite);
    }
    return new Plan(List.copyOf(rewriter.rewritings), List.copyOf(rewriter.violations));
  }

  /**
   * The containers whose probes are rewritten.
   *
   * @param initContainers in the order that they have once the sidecar is placed, as are the others
   */
  static Stream<ObjectNode> reached(List<ObjectNode> initContainers, List<ObjectNode> containers) {
    return Stream.concat(afterSidecar(initContainers), containers.stream())
        .filter(container -> !nameOf(container).equals(Names.SIDECAR));
  }

  static boolean isRewritten(ObjectNode probe, ProbeRouting routing) {
    long port = routing.proxyPort() > 0 ? routing.proxyPort() : routing.virtualPort();
    JsonNode http = probe.path("httpGet");
    return http.path("port").asLong() == port
        && REWRITTEN_PATH.matcher(http.path("path").asText()).matches();
  }

  private static Stream<ObjectNode> afterSidecar(List<ObjectNode> initContainers) {
    return initContainers.stream()
        .dropWhile(container -> !nameOf(container).equals(Names.SIDECAR))
        .skip(1)
        .filter(container -> container.path("restartPolicy").asText().equals("Always"));
  }

  private void rewrite(ObjectNode container) {
    for (String field : PROBES) {
      if (container.get(field) instanceof ObjectNode probe && !settled.test(probe)) {
        Optional<ObjectNode> rewritten =
            routing.proxyPort() > 0 ? proxied(container, probe) : virtual(container, probe);
        rewritten.ifPresent(
            replacement -> rewritings.add(new Rewriting(container, field, replacement)));
      }
    }
  }

  private Optional<ObjectNode> proxied(ObjectNode container, ObjectNode probe) {
    if (probe.get("httpGet") instanceof ObjectNode http) {
      long port = port(container, http.path("port"), NamedPort.FIRST);
      ArrayNode headers = probe.arrayNode();
      forwardHeaders(http, headers);
      String scheme = http.path("scheme").asText("");
      if (!scheme.isEmpty() && !scheme.equals("HTTP")) {
        header(headers, SCHEME_HEADER, scheme);
      }
      timeoutHeader(probe, headers);
      return handler(
          container, probe, port, "/" + port + withSlash(http.path("path").asText("")), headers);
    }
    if (probe.get("tcpSocket") instanceof ObjectNode tcp) {
      long port = port(container, tcp.path("port"), NamedPort.FIRST);
      ArrayNode headers = probe.arrayNode();
      timeoutHeader(probe, headers);
      return handler(container, probe, port, "/tcp/" + port, headers);
    }
    if (probe.get("grpc") instanceof ObjectNode grpc) {
      long port = port(container, grpc.path("port"), NamedPort.FIRST);
      ArrayNode headers = probe.arrayNode();
      timeoutHeader(probe, headers);
      String service = grpc.path("service").asText("");
      if (!service.isEmpty()) {
        header(headers, GRPC_SERVICE_HEADER, service);
      }
      return handler(container, probe, port, "/grpc/" + port, headers);
    }
    return Optional.empty();
  }

  private Optional<ObjectNode> handler(
      ObjectNode container, ObjectNode probe, long port, String path, ArrayNode headers) {
    if (isReserved(container, port, routing.proxyPort())) {
      return Optional.empty();
    }
    ObjectNode rewritten = probe.deepCopy();
    rewritten.remove(HANDLERS);
    ObjectNode http = rewritten.putObject("httpGet");
    http.put("path", path).set("port", ContainerJson.number(routing.proxyPort()));
    if (!headers.isEmpty()) {
      http.set("httpHeaders", headers);
    }
    return Optional.of(rewritten);
  }

  private Optional<ObjectNode> virtual(ObjectNode container, ObjectNode probe) {
    if (!(probe.get("httpGet") instanceof ObjectNode http)) {
      return Optional.empty();
    }
    long port = port(container, http.path("port"), NamedPort.LAST);
    if (isReserved(container, port, routing.virtualPort())) {
      return Optional.empty();
    }
    ObjectNode rewritten = probe.deepCopy();
    rewritten
        .withObjectProperty("httpGet")
        .put("path", "/" + port + withSlash(http.path("path").asText("")))
        .set("port", ContainerJson.number(routing.virtualPort()));
    return Optional.of(rewritten);
  }

  private boolean isReserved(ObjectNode container, long port, long reserved) {
    if (port == reserved) {
      violations.add(
          new Violation(
              FieldPath.ROOT,
              "cannot override Pod's probes. Port for probe cannot be set to %d. It is reserved for the dataplane that will serve pods without mTLS. Probe container %s on another port"
                  .formatted(reserved, nameOf(container))));
      return true;
    }
    return false;
  }

  /** Which of several container ports of one name counts. */
  private enum NamedPort {
    FIRST,
    LAST
  }

  /** A name that no port of the container has counts as 0, as in Kuma. */
  private static long port(ObjectNode container, JsonNode port, NamedPort choice) {
    if (port.isNumber()) {
      return port.longValue();
    }
    if (!port.isTextual()) {
      return 0;
    }
    String name = port.textValue();
    if (!name.isEmpty() && name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Long.parseLong(name);
    }
    List<JsonNode> named =
        container
            .path("ports")
            .valueStream()
            .filter(candidate -> candidate.path("name").asText("").equals(name))
            .toList();
    if (named.isEmpty()) {
      return 0;
    }
    JsonNode chosen = choice == NamedPort.FIRST ? named.getFirst() : named.getLast();
    return chosen.path("containerPort").asLong();
  }

  private static void forwardHeaders(ObjectNode http, ArrayNode headers) {
    boolean hostSeen = false;
    for (JsonNode original : http.path("httpHeaders")) {
      ObjectNode copy = original.deepCopy();
      if (!hostSeen && copy.path("name").asText().equals("Host")) {
        copy.put("name", HOST_HEADER);
        hostSeen = true;
      }
      headers.add(copy);
    }
  }

  private static void timeoutHeader(ObjectNode probe, ArrayNode headers) {
    long seconds = probe.path("timeoutSeconds").asLong();
    if (seconds > 1) {
      header(headers, TIMEOUT_HEADER, Long.toString(seconds));
    }
  }

  private static void header(ArrayNode headers, String name, String value) {
    headers.addObject().put("name", name).put("value", value);
  }

  static String withSlash(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String nameOf(ObjectNode container) {
    return container.path("name").asText("");
  }
}
