package io.higuma.envoy;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A listener that is still to be changed. */
public final class ListenerDraft {
  private static final String TLS_INSPECTOR = "envoy.filters.listener.tls_inspector";

  private final Origin origin;
  private final Listener.Builder base;
  private final List<FilterChainDraft> chains = new ArrayList<>();

  /**
   * Without filter chains.
   *
   * @param base all but the chains
   */
  public ListenerDraft(Origin origin, Listener.Builder base) {
    this.origin = origin;
    this.base = base;
  }

  public Origin origin() {
    return origin;
  }

  public String name() {
    return base.getName();
  }

  /** All but the chains, which belong to {@link #chains()}. */
  public Listener.Builder base() {
    return base;
  }

  /** In their order; to be changed. */
  public List<FilterChainDraft> chains() {
    return chains;
  }

  public ListenerDraft add(FilterChainDraft chain) {
    chains.add(chain);
    return this;
  }

  /** The connection managers of all chains. */
  public Stream<HttpConnectionManager.Builder> http() {
    return chains.stream().flatMap(FilterChainDraft::http);
  }

  /** The TCP proxies of all chains. */
  public Stream<TcpProxy.Builder> tcp() {
    return chains.stream().flatMap(FilterChainDraft::tcp);
  }

  /** Lets chains match on TLS and its server name; does nothing where that is there already. */
  public void inspectTls() {
    if (base.getListenerFiltersList().stream()
        .noneMatch(filter -> filter.getName().equals(TLS_INSPECTOR))) {
      base.addListenerFilters(
          ListenerFilter.newBuilder()
              .setName(TLS_INSPECTOR)
              .setTypedConfig(Any.pack(TlsInspector.getDefaultInstance())));
    }
  }

  Resource build() {
    var listener = base.clone().clearFilterChains();
    chains.forEach(chain -> listener.addFilterChains(chain.build()));
    return Resource.of(ResourceType.LISTENER, listener.getName(), listener.build());
  }
}
