package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.util.List;

/** Metrics for Prometheus, as a Mesh asks for them. */
final class PrometheusGenerator {
  private static final int PORT = 5670;

  private PrometheusGenerator() {}

  static void addTo(ProxyDraft draft, JsonNode conf) {
    ProxyFacts proxy = draft.proxy();
    String hijacker = SystemNames.METRICS_HIJACKER.in(proxy.systemNaming());
    String name = SystemNames.METRICS_PROMETHEUS.in(proxy.systemNaming());
    NodeMetadata metadata = proxy.metadata();
    draft.add(
        new ClusterDraft(
            Origin.PROMETHEUS,
            Protocol.HTTP,
            Clusters.fixed(
                hijacker,
                Addresses.pipe(
                    Sockets.path(
                        metadata.workdir(),
                        "kuma-mh-" + proxy.dataplane().name() + "-" + proxy.dataplane().mesh())))));
    String path = conf.path("path").asText("");
    int port = conf.path("port").asInt(0);
    String address = proxy.dataplane().address();
    var listener =
        new ListenerDraft(
            Origin.PROMETHEUS,
            Listener.newBuilder()
                .setName(name)
                .setAddress(Addresses.socket(address, port == 0 ? PORT : port))
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setEnableReusePort(BoolValue.of(metadata.has(Feature.REUSE_PORT))));
    addChains(
        listener,
        proxy,
        conf.path("skipMTLS").asBoolean() ? "disabled" : conf.path("tls").path("mode").asText(""),
        () -> chain(name, path.isEmpty() ? "/metrics" : path, hijacker));
    draft.add(listener);
  }

  private static FilterChainDraft chain(String name, String path, String cluster) {
    return new FilterChainDraft()
        .add(
            FilterDraft.HTTP_CONNECTION_MANAGER,
            HttpManagers.ofSystem(name, List.of(HttpManagers.prefix(path, cluster, "/"))));
  }

  private static void addChains(
      ListenerDraft listener,
      ProxyFacts proxy,
      String mode,
      java.util.function.Supplier<FilterChainDraft> chains) {
    switch (mode) {
      case "disabled" -> listener.add(chains.get());
      case "providedTLS" -> listener.add(chains.get().tls(provided(proxy.metadata())));
      default ->
          proxy
              .tls()
              .ifPresentOrElse(
                  tls ->
                      listener
                          .add(chains.get().match(fromItself(proxy)))
                          .add(chains.get().tls(TlsContexts.downstream(tls))),
                  () -> listener.add(chains.get()));
    }
  }

  private static FilterChainMatch fromItself(ProxyFacts proxy) {
    return FilterChainMatch.newBuilder()
        .addSourcePrefixRanges(Addresses.range1(proxy.dataplane().address()))
        .build();
  }

  private static DownstreamTlsContext.Builder provided(NodeMetadata metadata) {
    return DownstreamTlsContext.newBuilder()
        .setCommonTlsContext(
            CommonTlsContext.newBuilder()
                .addTlsCertificates(
                    TlsCertificate.newBuilder()
                        .setCertificateChain(
                            DataSource.newBuilder().setFilename(metadata.metricsCertPath()))
                        .setPrivateKey(
                            DataSource.newBuilder().setFilename(metadata.metricsKeyPath()))));
  }
}
