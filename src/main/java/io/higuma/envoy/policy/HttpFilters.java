package io.higuma.envoy.policy;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;

/** The filters for HTTP of a connection manager; the router is the last of them. */
public final class HttpFilters {
  private static final String ROUTER = "envoy.filters.http.router";

  private HttpFilters() {}

  public static boolean has(HttpConnectionManager.Builder http, String name) {
    return http.getHttpFiltersList().stream().anyMatch(filter -> filter.getName().equals(name));
  }

  public static void addFirst(HttpConnectionManager.Builder http, String name, Message config) {
    http.addHttpFilters(0, filter(name, config));
  }

  /** Puts it where all other filters have been passed. */
  public static void addBeforeRouter(
      HttpConnectionManager.Builder http, String name, Message config) {
    int index = 0;
    while (index < http.getHttpFiltersCount()
        && !http.getHttpFilters(index).getName().equals(ROUTER)) {
      index++;
    }
    http.addHttpFilters(index, filter(name, config));
  }

  private static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }
}
