package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.InjectedPods;
import io.higuma.inject.Names;
import io.higuma.inject.PodDraft;
import io.higuma.inject.RewrittenProbes;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads from an injected pod how its sidecar is. */
final class SidecarReading {
  private final PodDraft pod;
  private final ControlPlaneConfig config;

  private SidecarReading(PodDraft pod, ControlPlaneConfig config) {
    this.pod = pod;
    this.config = config;
  }

  /**
   * How the sidecar is.
   *
   * @param source the pod before injection, and what names its mesh
   */
  static Explanation.Sidecar of(
      ObjectNode injected, PodSource source, Subject subject, ControlPlaneConfig config) {
    var reading = new SidecarReading(PodDraft.of(injected), config);
    JsonNode sidecar =
        sidecar(reading.pod).map(JsonNode.class::cast).orElseGet(MissingNode::getInstance);
    return new Explanation.Sidecar(
        reading.pod.labels().getOrDefault(Labels.MESH.name(), MeshSelection.DEFAULT_MESH),
        meshNamedBy(source, subject),
        form(reading.pod),
        sidecar.path("image").asText(""),
        amounts(sidecar, "requests"),
        amounts(sidecar, "limits"),
        reading.redirection(),
        reading.probes());
  }

  /** Where the sidecar is: among the init containers it is a native one. */
  static String form(PodDraft pod) {
    return sidecar(pod).filter(pod.initContainers()::contains).isPresent() ? "native" : "classic";
  }

  private static Optional<ObjectNode> sidecar(PodDraft pod) {
    return InjectedPods.added(pod).stream().findFirst();
  }

  private static boolean isAmong(List<ObjectNode> containers, String name) {
    return containers.stream()
        .anyMatch(container -> container.path("name").asText("").equals(name));
  }

  private static String meshNamedBy(PodSource source, Subject subject) {
    PodDraft before = PodDraft.of(source.pod());
    String namespace = "Namespace " + subject.namespaceName();
    String label = "label " + Labels.MESH.name();
    String annotation = "annotation " + Annotations.MESH.name();
    return switch (MeshSelection.of(
            before.labels(),
            before.annotations(),
            subject.namespace().labels(),
            subject.namespace().annotations())
        .source()) {
      case LABEL -> label + " of the pod";
      case ANNOTATION -> annotation + " of the pod";
      case NAMESPACE_LABEL -> label + " of " + namespace;
      case NAMESPACE_ANNOTATION -> annotation + " of " + namespace;
      case NONE -> "nobody: it is the default";
    };
  }

  private static Map<String, String> amounts(JsonNode container, String kind) {
    return new TreeMap<>(ApiObject.texts(container.path("resources").path(kind)));
  }

  private String redirection() {
    Map<String, String> annotations = pod.annotations();
    String settings =
        annotations.containsKey(Annotations.TRANSPARENT_PROXY_CONFIG.name())
            ? byConfigMap(annotations)
            : "annotations and settings";
    String by;
    if (isCni(annotations)) {
      by = "the CNI plugin redirects";
    } else if (isOn(annotations.get(Annotations.EBPF.name()))) {
      by = "kuma-init redirects with eBPF";
    } else {
      by = "kuma-init redirects";
    }
    return by + ", by " + settings;
  }

  private boolean isCni(Map<String, String> annotations) {
    return annotations.containsKey(Annotations.CNI_NETWORKS.name())
        && !isAmong(pod.initContainers(), Names.INIT);
  }

  private static boolean isOn(@Nullable String value) {
    return "enabled".equals(value) || "true".equals(value);
  }

  private String byConfigMap(Map<String, String> annotations) {
    String platform = config.injector().transparentProxyConfigMap();
    String base = platform.isEmpty() ? "a ConfigMap of the platform" : "ConfigMap " + platform;
    return Optional.ofNullable(annotations.get(Annotations.TRANSPARENT_PROXY_CONFIGMAP.name()))
        .filter(overlay -> !overlay.isEmpty())
        .map(overlay -> base + ", and over it ConfigMap " + overlay + " of the pod's namespace")
        .orElse(base);
  }

  private List<Explanation.Probe> probes() {
    return RewrittenProbes.of(pod).stream()
        .map(probe ->
            new Explanation.Probe(
                probe.container(), probe.field(), describe(probe.before()), describe(probe.now())))
        .toList();
  }

  private static String describe(JsonNode probe) {
    if (probe.path("tcpSocket").isObject()) {
      return "TCP :" + probe.path("tcpSocket").path("port").asText();
    }
    if (probe.path("grpc").isObject()) {
      JsonNode grpc = probe.path("grpc");
      return "gRPC :%s %s"
          .formatted(grpc.path("port").asText(), grpc.path("service").asText(""))
          .strip();
    }
    JsonNode http = probe.path("httpGet");
    return "%s :%s%s"
        .formatted(
            http.path("scheme").asText("HTTP"),
            http.path("port").asText(),
            http.path("path").asText("/"));
  }
}
