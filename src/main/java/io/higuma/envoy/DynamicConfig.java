package io.higuma.envoy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Documents for kuma-dp, which asks Envoy for them once a second. */
final class DynamicConfig {
  static final String DNS = "/dns";
  private static final int TTL_SECONDS = 30;
  private static final int NOT_MODIFIED = 304;
  private static final int OK = 200;

  /** By label how the metrics call it. */
  private static final Map<String, String> EXTRA =
      Stream.of(Annotations.WORKLOAD.name(), Labels.NAMESPACE.name(), Labels.ZONE.name())
          .collect(
              Collectors.toUnmodifiableMap(
                  label -> label, label -> label.replaceAll("[^A-Za-z0-9_]", "_")));

  private DynamicConfig() {}

  /**
   * All that the listener follows from.
   *
   * @param names of the mesh, for the document on DNS
   * @param labels that DNS tells with its metrics
   */
  record Key(NameTable names, SortedMap<String, String> labels, String workdir, Naming naming) {}

  static Resource listener(Key key) {
    var documents = new TreeMap<>(Map.of(DNS, dns(key.names(), key.labels())));
    String name = SystemNames.DYNAMIC_CONFIG.in(key.naming());
    var routes = new ArrayList<Route>();
    int longest = 0;
    for (Map.Entry<String, String> document : documents.entrySet()) {
      longest = Math.max(longest, document.getValue().getBytes(StandardCharsets.UTF_8).length);
      add(routes, name, document.getKey(), document.getValue());
    }
    var http = HttpManagers.ofSystem(name, routes);
    http.getRouteConfigBuilder()
        .clearValidateClusters()
        .setMaxDirectResponseBodySizeBytes(UInt32Value.of(longest));
    return new ListenerDraft(
            Origin.DYNAMIC_CONFIG,
            Listener.newBuilder()
                .setName(name)
                .setAddress(Addresses.pipe(Sockets.path(key.workdir(), "kuma-mesh-metric-config"))))
        .add(new FilterChainDraft().add(FilterDraft.HTTP_CONNECTION_MANAGER, http))
        .build();
  }

  private static void add(List<Route> routes, String listener, String path, String body) {
    String etag = HexFormat.of().formatHex(LegacyName.sha256(body));
    routes.add(
        Route.newBuilder()
            .setMatch(
                RouteMatch.newBuilder()
                    .setPath(path)
                    .addHeaders(
                        HeaderMatcher.newBuilder()
                            .setName("If-None-Match")
                            .setStringMatch(StringMatcher.newBuilder().setExact(etag))))
            .setDirectResponse(DirectResponseAction.newBuilder().setStatus(NOT_MODIFIED))
            .build());
    routes.add(
        Route.newBuilder()
            .setName(listener + ":" + path)
            .setMatch(RouteMatch.newBuilder().setPath(path))
            .setDirectResponse(
                DirectResponseAction.newBuilder()
                    .setStatus(OK)
                    .setBody(DataSource.newBuilder().setInlineString(body)))
            .addResponseHeadersToAdd(
                HeaderValueOption.newBuilder()
                    .setHeader(HeaderValue.newBuilder().setKey("Etag").setValue(etag)))
            .build());
  }

  /** What kuma-dp answers DNS from. */
  private static String dns(NameTable names, SortedMap<String, String> labels) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode all = json.putArray("records");
    names
        .addresses()
        .forEach((name, addresses) -> {
          ObjectNode record = all.addObject().put("name", name);
          ArrayNode ips = record.putArray("ips");
          addresses.forEach(ips::add);
        });
    json.put("ttl", TTL_SECONDS);
    ObjectNode extra = json.putObject("extraLabels");
    labels.forEach(extra::put);
    return json.toString();
  }

  static SortedMap<String, String> labels(DataplaneView dataplane) {
    var labels = new TreeMap<String, String>();
    labels.put("mesh", dataplane.mesh());
    EXTRA.forEach((label, name) -> {
      String value = dataplane.labels().getOrDefault(label, "");
      if (!value.isEmpty()) {
        labels.put(name, value);
      }
    });
    return labels;
  }
}
