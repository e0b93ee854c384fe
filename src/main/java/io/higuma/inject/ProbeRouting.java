package io.higuma.inject;

import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import java.util.Map;
import java.util.Optional;

/**
 * Through which port of the sidecar the kubelet reaches the application's probes. The annotation
 * and the sidecar's variable can differ, as they do in Kuma.
 *
 * @param proxyPort port of the application probe proxy as annotated; 0 is off
 * @param sidecarPort the same as the sidecar is told
 * @param virtualProbes whether HTTP probes go through Envoy while the proxy is off
 * @param virtualPort port of the virtual probes
 */
record ProbeRouting(long proxyPort, long sidecarPort, boolean virtualProbes, long virtualPort) {
  /** Every probe stays as it is. */
  static final ProbeRouting NONE = new ProbeRouting(0, 0, false, 0);

  static ProbeRouting read(MetadataReader annotations, InjectorSettings settings) {
    return read(annotations, settings, RedirectionMode.of(settings));
  }

  /** As it is with these settings where something else than they say describes the redirection. */
  static ProbeRouting read(
      MetadataReader annotations, InjectorSettings settings, RedirectionMode mode) {
    Optional<Boolean> gateway = annotations.read(Annotations.GATEWAY);
    Optional<Boolean> virtual = annotations.read(Annotations.VIRTUAL_PROBES);
    Optional<Long> port = annotations.read(Annotations.PROBE_PROXY_PORT);
    boolean isGateway = gateway.orElse(false);
    if (isGateway && virtual.orElse(false)) {
      annotations.refuse(
          Annotations.VIRTUAL_PROBES,
          "virtual probes can't be enabled on a gateway: remove it, or "
              + Annotations.GATEWAY.name());
    }
    if (gateway.isPresent() && port.orElse(0L) > 0) {
      annotations.refuse(
          Annotations.PROBE_PROXY_PORT,
          "application probes can't be proxied on a gateway: remove it, or "
              + Annotations.GATEWAY.name());
    }
    long configured = settings.applicationProbeProxyPort();
    long sidecarPort = gateway.isPresent() ? 0 : port.orElse(configured);
    boolean virtualProbes =
        virtualProbesOn(isGateway, virtual, port, settings.virtualProbesEnabled());
    return switch (mode) {
      case ANNOTATIONS ->
          new ProbeRouting(
              sidecarPort,
              sidecarPort,
              virtualProbes,
              annotations.read(Annotations.VIRTUAL_PROBES_PORT, settings.virtualProbesPort()));
      case CONFIG_MAP ->
          new ProbeRouting(
              portOfConfigMapMode(isGateway, virtual, port, configured),
              sidecarPort,
              virtualProbes,
              settings.virtualProbesPort());
    };
  }

  /**
   * The routing that an injected pod says of itself. What can't be read counts as off: somebody
   * else wrote it.
   */
  static ProbeRouting written(Map<String, String> annotations) {
    var reader = new MetadataReader(annotations);
    long port = reader.read(Annotations.PROBE_PROXY_PORT, 0L);
    return new ProbeRouting(
        port,
        port,
        reader.read(Annotations.VIRTUAL_PROBES, false),
        reader.read(Annotations.VIRTUAL_PROBES_PORT, 0L));
  }

  private static long portOfConfigMapMode(
      boolean isGateway, Optional<Boolean> virtual, Optional<Long> port, long configured) {
    if (isGateway) {
      return 0;
    }
    return port.orElse(virtual.orElse(true) ? configured : 0L);
  }

  private static boolean virtualProbesOn(
      boolean isGateway, Optional<Boolean> virtual, Optional<Long> port, boolean configured) {
    if (isGateway) {
      return false;
    }
    if (port.isPresent() && port.get() == 0) {
      return true;
    }
    return virtual.orElse(configured);
  }
}
