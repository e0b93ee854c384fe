package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The annotations that injection writes, those of the redirection included. */
record WrittenAnnotations(ControlPlaneConfig config) {
  static final String CNI_NETWORK = "kuma-cni";

  /** Whatever describes the redirection. */
  private static final List<MetadataKey<?>> ALWAYS =
      List.of(
          Annotations.DEFAULT_CONTAINER,
          Annotations.SIDECAR_INJECTED,
          Annotations.CNI_NETWORKS,
          Annotations.PROBE_PROXY_PORT,
          Annotations.VIRTUAL_PROBES,
          Annotations.VIRTUAL_PROBES_PORT,
          Annotations.ADMIN_PORT);

  /** All keys that injection may write to describe the pod's sidecar and redirection. */
  static final Set<String> DESCRIBING =
      Stream.of(RedirectionMode.values())
          .flatMap(mode -> keys(mode).stream())
          .collect(Collectors.toUnmodifiableSet());

  /** All keys that injection may write, but for the one of {@link KeptOriginal}. */
  static final Set<String> KEYS =
      Stream.concat(
              DESCRIBING.stream(),
              Stream.of(Annotations.INJECTION_HASH, Annotations.INJECTION_INPUTS)
                  .map(MetadataKey::name))
          .collect(Collectors.toUnmodifiableSet());

  /** The keys that injection may write where this describes the redirection. */
  static List<String> keys(RedirectionMode mode) {
    return Stream.concat(ALWAYS.stream(), mode.written().stream()).map(MetadataKey::name).toList();
  }

  /**
   * What to write on a pod, but for the default container.
   *
   * @param annotations of the pod
   */
  Map<String, String> of(MetadataReader annotations, Redirection redirection, ProbeRouting probes) {
    InjectorSettings settings = config.injector();
    var written = new LinkedHashMap<>(redirection.annotations());
    written.put(Annotations.SIDECAR_INJECTED.name(), "true");
    if (settings.cniEnabled()) {
      written.put(Annotations.CNI_NETWORKS.name(), CNI_NETWORK);
    }
    written.put(Annotations.VIRTUAL_PROBES.name(), probes.virtualProbes() ? "enabled" : "disabled");
    written.put(Annotations.VIRTUAL_PROBES_PORT.name(), Long.toString(probes.virtualPort()));
    written.put(Annotations.PROBE_PROXY_PORT.name(), Long.toString(probes.proxyPort()));
    long defaultAdminPort = config.bootstrapServer().params().adminPort();
    long adminPort =
        redirection.mountedConfig().isPresent()
            ? defaultAdminPort
            : annotations.read(Annotations.ADMIN_PORT, defaultAdminPort);
    written.put(Annotations.ADMIN_PORT.name(), Long.toString(adminPort));
    return written;
  }
}
