package io.higuma.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A filter chain that is still to be changed. Its parts are open: nothing has to be unpacked. */
public final class FilterChainDraft {
  static final String TLS_SOCKET = "envoy.transport_sockets.tls";

  private String name = "";
  private @Nullable FilterChainMatch match;
  private DownstreamTlsContext.@Nullable Builder tls;
  private final List<FilterDraft> filters = new ArrayList<>();

  public FilterChainDraft name(String newName) {
    name = newName;
    return this;
  }

  public FilterChainDraft match(FilterChainMatch newMatch) {
    match = newMatch;
    return this;
  }

  public Optional<FilterChainMatch> match() {
    return Optional.ofNullable(match);
  }

  public FilterChainDraft tls(DownstreamTlsContext.Builder context) {
    tls = context;
    return this;
  }

  /** Of a chain that ends TLS. Policies on who may connect act on such chains alone. */
  public Optional<DownstreamTlsContext.Builder> tls() {
    return Optional.ofNullable(tls);
  }

  public FilterChainDraft add(String filter, Message.Builder config) {
    filters.add(new FilterDraft(filter, config));
    return this;
  }

  public FilterChainDraft addFirst(String filter, Message.Builder config) {
    filters.addFirst(new FilterDraft(filter, config));
    return this;
  }

  /** In their order; to be changed. */
  public List<FilterDraft> filters() {
    return filters;
  }

  public Stream<HttpConnectionManager.Builder> http() {
    return filters.stream().flatMap(filter -> filter.http().stream());
  }

  public Stream<TcpProxy.Builder> tcp() {
    return filters.stream().flatMap(filter -> filter.as(TcpProxy.Builder.class).stream());
  }

  FilterChain build() {
    var chain = FilterChain.newBuilder().setName(name);
    if (match != null) {
      chain.setFilterChainMatch(match);
    }
    if (tls != null) {
      chain.setTransportSocket(
          TransportSocket.newBuilder().setName(TLS_SOCKET).setTypedConfig(Any.pack(tls.build())));
    }
    filters.forEach(filter -> chain.addFilters(filter.build()));
    return chain.build();
  }
}
