package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod's annotations, and the settings behind them, say of its sidecar.
 *
 * @param concurrency worker threads of Envoy; 0 leaves it to Envoy
 * @param adminPort as annotated
 * @param xdsTransport variant of xDS, when one is asked for
 * @param tokenVolume the volume that the pod names for its token, which may be empty
 * @param resizePolicy what a change of a resource does to the running sidecar; empty leaves it to
 *     Kubernetes
 */
record SidecarOptions(
    Duration drainTime,
    boolean spire,
    Map<String, String> environment,
    long concurrency,
    Optional<Long> adminPort,
    boolean waitUntilReady,
    Optional<String> envoyLogLevel,
    Optional<String> envoyComponentLogLevel,
    Optional<String> xdsTransport,
    Optional<String> tokenVolume,
    ContainerSize size,
    Map<String, String> resizePolicy) {
  static SidecarOptions read(
      MetadataReader annotations, ControlPlaneConfig config, SizePlan sizes) {
    InjectorSettings settings = config.injector();
    InjectorSettings.SidecarContainer sidecar = settings.sidecarContainer();
    return new SidecarOptions(
        annotations.read(Annotations.DRAIN_TIME, sidecar.drainTime()),
        annotations.read(Annotations.SPIRE_SUPPORT, settings.spire().enabled()),
        annotations.read(Annotations.ENVIRONMENT, Map.of()),
        annotations.read(Annotations.CONCURRENCY).orElseGet(() -> workerThreads(sizes.sidecar())),
        annotations.read(Annotations.ADMIN_PORT),
        annotations.read(Annotations.WAIT_FOR_DATAPLANE_READY, sidecar.waitForDataplaneReady()),
        annotations.read(Annotations.ENVOY_LOG_LEVEL),
        annotations.read(Annotations.ENVOY_COMPONENT_LOG_LEVEL),
        annotations
            .read(Annotations.XDS_TRANSPORT)
            .or(() ->
                config.experimental().deltaXds() ? Optional.of("DELTA_GRPC") : Optional.empty()),
        annotations.read(Annotations.TOKEN_VOLUME),
        sizes.sidecar(),
        sizes.resizePolicy());
  }

  /** As a container alone in its pod has it: nobody waits for it, and it mounts only its own. */
  SidecarOptions ofGateway() {
    return new SidecarOptions(
        drainTime,
        false,
        environment,
        concurrency,
        adminPort,
        false,
        envoyLogLevel,
        envoyComponentLogLevel,
        xdsTransport,
        Optional.empty(),
        size,
        resizePolicy);
  }

  /** Whole CPUs of the limit, at least 2; 0 without a limit. */
  private static long workerThreads(ContainerSize sidecar) {
    long millis = sidecar.cpuLimit().millis();
    return millis == 0 ? 0 : Math.max(millis / 1000, 2);
  }
}
