package io.higuma.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.Optional;

/** A network filter that is still to be changed. */
public final class FilterDraft {
  public static final String HTTP_CONNECTION_MANAGER =
      "envoy.filters.network.http_connection_manager";
  public static final String TCP_PROXY = "envoy.filters.network.tcp_proxy";

  private final String name;
  private final Message.Builder config;

  public FilterDraft(String name, Message.Builder config) {
    this.name = name;
    this.config = config;
  }

  public String name() {
    return name;
  }

  public Message.Builder config() {
    return config;
  }

  /** Its configuration, if it is of that type: {@code as(TcpProxy.Builder.class)}. */
  public <B extends Message.Builder> Optional<B> as(Class<B> type) {
    return type.isInstance(config) ? Optional.of(type.cast(config)) : Optional.empty();
  }

  public Optional<HttpConnectionManager.Builder> http() {
    return as(HttpConnectionManager.Builder.class);
  }

  Filter build() {
    return Filter.newBuilder().setName(name).setTypedConfig(Any.pack(config.build())).build();
  }
}
