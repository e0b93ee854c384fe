package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.containerpatch.CheckedPatch;
import io.higuma.containerpatch.DefaultContainers;
import io.higuma.metadata.MeshSelection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A pod with one container and no wishes, and what injection gives it. */
public final class DefaultPod {
  private static final String NAMESPACE = "default";

  private final SidecarPipeline pipeline;
  private final SidecarForm form;

  /**
   * The pod of one configuration.
   *
   * @param caCertificate as PEM; may be empty
   */
  public DefaultPod(
      ControlPlaneConfig config,
      SidecarForm form,
      Supplier<String> caCertificate,
      ClusterView cluster) {
    this.form = form;
    this.pipeline = new SidecarPipeline(config, form, caCertificate, new WithoutPatches(cluster));
  }

  /**
   * What ContainerPatches will find there.
   *
   * @throws ClusterView.UnavailableException if the cluster had to be asked and does not answer
   */
  public DefaultContainers containers() {
    PodDraft pod = pod();
    return switch (pipeline.plan(
        pod, MeshSelection.DEFAULT_MESH, NAMESPACE, NamespaceMetadata.BARE)) {
      case SidecarPipeline.Plan.Steps steps -> {
        steps.applyTo(pod);
        yield new DefaultContainers(
            named(pod, Names.SIDECAR).map(this::beforePatches), named(pod, Names.INIT));
      }
      case SidecarPipeline.Plan.Refused(var ignored, var alsoIgnored) -> DefaultContainers.UNKNOWN;
    };
  }

  /** What makes a container a native sidecar is set after the patches. */
  private ObjectNode beforePatches(ObjectNode sidecar) {
    return switch (form) {
      case NATIVE -> sidecar.remove(List.of("restartPolicy", "lifecycle"));
      case CLASSIC -> sidecar;
    };
  }

  private static Optional<ObjectNode> named(PodDraft pod, String name) {
    return Stream.concat(pod.containers().stream(), pod.initContainers().stream())
        .filter(container -> container.path("name").asText().equals(name))
        .findFirst();
  }

  private static PodDraft pod() {
    ObjectNode pod = ContainerJson.object();
    pod.putObject("metadata").put("name", "pod").put("namespace", NAMESPACE);
    ObjectNode container = pod.putObject("spec").putArray("containers").addObject();
    container.put("name", "app").put("image", "app");
    return PodDraft.of(pod);
  }

  /** A cluster in which each patch exists and changes nothing. */
  private record WithoutPatches(ClusterView cluster) implements ClusterView {
    @Override
    public Optional<NamespaceMetadata> namespace(String name) {
      return cluster.namespace(name);
    }

    @Override
    public Optional<NamespaceMetadata> namespaceAnew(String name) {
      return cluster.namespaceAnew(name);
    }

    @Override
    public boolean meshExists(String name) {
      return cluster.meshExists(name);
    }

    @Override
    public List<ServiceMetadata> services(String namespace) {
      return cluster.services(namespace);
    }

    @Override
    public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
      return Optional.of(
          new FoundPatch(namespaces.getFirst(), CheckedPatch.of(name, ContainerPatchSpec.EMPTY)));
    }

    @Override
    public ConfigMapEntry transparentProxyConfig(String configMap) {
      return cluster.transparentProxyConfig(configMap);
    }
  }
}
