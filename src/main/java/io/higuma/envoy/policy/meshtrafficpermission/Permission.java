package io.higuma.envoy.policy.meshtrafficpermission;

/** Who may connect, as the two filters that ask for it take it. */
interface Permission {
  /** For requests. */
  io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.Builder http();

  /** For connections. */
  io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.Builder network(String statPrefix);

  /** Whether the server name that a client asks for has to be known. */
  boolean needsServerName();
}
