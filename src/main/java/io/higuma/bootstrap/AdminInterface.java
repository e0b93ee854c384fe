package io.higuma.bootstrap;

import java.util.Optional;

/**
 * Where Envoy's admin interface is.
 *
 * @param port 0 is none at all
 * @param socket present when it is a Unix socket; address and port are told nevertheless
 */
record AdminInterface(String address, int port, Optional<String> socket) {
  static AdminInterface of(BootstrapRequest request, Proxy proxy, BootstrapSettings settings) {
    return new AdminInterface(
        settings.adminAddress(),
        proxy.adminPort() == 0 ? settings.adminPort() : proxy.adminPort(),
        settings.isAdminUnixSocket() && !request.workdir().isEmpty()
            ? Optional.of(SocketPath.admin(request.workdir()))
            : Optional.empty());
  }
}
