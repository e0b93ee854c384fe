package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.higuma.api.v1alpha1.DataplaneSpec.ProbeEndpoint;
import io.higuma.api.v1alpha1.DataplaneSpec.Probes;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.FieldPath;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** HTTP probes that injection led through the proxy. */
final class ProbesSection {
  private static final Pattern PATH = Pattern.compile("/([0-9]{1,10})(?:/(.*))?");

  private ProbesSection() {}

  /** The section; empty unless virtual probes are enabled for the pod. */
  static Optional<Probes> of(Pod pod, MetadataReader annotations, Findings findings) {
    if (!annotations.read(Annotations.VIRTUAL_PROBES, false)) {
      return Optional.empty();
    }
    if (!annotations.has(Annotations.VIRTUAL_PROBES_PORT)) {
      annotations.refuse(
          Annotations.VIRTUAL_PROBES_PORT, "has to be set when virtual probes are enabled");
    }
    Optional<Long> port = annotations.read(Annotations.VIRTUAL_PROBES_PORT);
    Optional<Long> proxyPort = annotations.read(Annotations.PROBE_PROXY_PORT);
    if (port.isEmpty()) {
      return Optional.empty();
    }
    List<ProbeEndpoint> endpoints =
        containers(pod)
            .flatMap(container ->
                probes(container)
                    .flatMap(probe ->
                        endpoint(container, probe, port.get(), proxyPort, findings).stream()))
            .toList();
    return Optional.of(new Probes(port.get(), endpoints));
  }

  /** Sidecars of the user's own that start after ours, then the containers. */
  private static Stream<Container> containers(Pod pod) {
    Stream<Container> sidecars =
        pod.getSpec().getInitContainers().stream()
            .dropWhile(container -> !isOurs(container))
            .filter(container -> "Always".equals(container.getRestartPolicy()));
    return Stream.concat(sidecars, pod.getSpec().getContainers().stream())
        .filter(container -> !isOurs(container));
  }

  private static boolean isOurs(Container container) {
    return Readiness.SIDECAR.equals(container.getName());
  }

  private static Stream<HTTPGetAction> probes(Container container) {
    return Stream.of(
            Optional.ofNullable(container.getLivenessProbe()),
            Optional.ofNullable(container.getReadinessProbe()),
            Optional.ofNullable(container.getStartupProbe()))
        .flatMap(Optional::stream)
        .map(Probe::getHttpGet)
        .filter(Objects::nonNull);
  }

  private static Optional<ProbeEndpoint> endpoint(
      Container container,
      HTTPGetAction probe,
      long virtualPort,
      Optional<Long> proxyPort,
      Findings findings) {
    String path = Objects.requireNonNullElse(probe.getPath(), "");
    if (path.startsWith("/tcp/") || path.startsWith("/grpc/")) {
      return Optional.empty(); // the application probe proxy answers these
    }
    FieldPath field = FieldPath.of("spec").field("containers").key(container.getName());
    long port = number(probe.getPort());
    if (port != virtualPort && !proxyPort.equals(Optional.of(port))) {
      findings.refuse(
          field,
          "port %s of the HTTP probe is not the port %d of virtual probes"
              .formatted(described(probe.getPort()), virtualPort));
      return Optional.empty();
    }
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      findings.refuse(
          field,
          "path \"%s\" of the HTTP probe has to begin with the port of the container, as in /8080/healthy"
              .formatted(path));
      return Optional.empty();
    }
    String inboundPath = "/" + Objects.requireNonNullElse(matcher.group(2), "");
    return Optional.of(new ProbeEndpoint(Long.parseLong(matcher.group(1)), inboundPath, path));
  }

  private static long number(IntOrString port) {
    return port == null || port.getIntVal() == null ? 0 : port.getIntVal();
  }

  private static Object described(IntOrString port) {
    return port == null ? "\"\"" : port.getValue();
  }
}
