package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig.BootstrapParams;
import java.util.Optional;

/** The port on which the sidecar says that it is ready. */
final class ReadinessPort {
  private ReadinessPort() {}

  /**
   * A port of its own, which the kubelet must reach past the redirection; none when Envoy's admin
   * port serves it.
   */
  static Optional<Integer> excluded(BootstrapParams params) {
    return params.envoyAdminUnixSocket() && params.readinessPort() != 0
        ? Optional.of(params.readinessPort())
        : Optional.empty();
  }

  /**
   * Where the sidecar's own probes go.
   *
   * @param adminPort as annotated; 0 and absent mean the configured one
   */
  static long probed(BootstrapParams params, Optional<Long> adminPort) {
    if (params.envoyAdminUnixSocket()) {
      return params.readinessPort();
    }
    return adminPort.filter(port -> port != 0).orElse((long) params.adminPort());
  }
}
