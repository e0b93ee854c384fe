package io.higuma.envoy.policy;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;

/** The filters for HTTP of a connection manager; the router is the last of them. */
public final class HttpFilters {
  public static final String RBAC = "envoy.filters.http.rbac";
  private static final String ROUTER = "envoy.filters.http.router";

  private HttpFilters() {}

  public static boolean has(HttpConnectionManager.Builder http, String name) {
    return http.getHttpFiltersList().stream().anyMatch(filter -> filter.getName().equals(name));
  }

  /** Takes away all of that name. */
  public static void remove(HttpConnectionManager.Builder http, String name) {
    for (int i = http.getHttpFiltersCount() - 1; i >= 0; i--) {
      if (http.getHttpFilters(i).getName().equals(name)) {
        http.removeHttpFilters(i);
      }
    }
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
