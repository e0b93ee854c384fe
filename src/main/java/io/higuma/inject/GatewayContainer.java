package io.higuma.inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes the container of a builtin gateway: a sidecar that stands alone. There is nothing in the
 * pod whose traffic is redirected or whose probes are rewritten, and no other webhook has mounted
 * anything yet.
 */
public final class GatewayContainer {
  private final ControlPlaneConfig config;
  private final SidecarContainer sidecar;
  private final Sizing sizing;

  public GatewayContainer(ControlPlaneConfig config, Supplier<String> caCertificate) {
    this.config = config;
    // In a pod of its own it is an ordinary container.
    this.sidecar = new SidecarContainer(config, SidecarForm.CLASSIC, caCertificate);
    this.sizing = new Sizing(config);
  }

  /**
   * A container, and what is wrong with what it was made from.
   *
   * @param container good for nothing if there are violations
   */
  public record Made(ObjectNode container, List<Violation> violations) {}

  /**
   * The container of a gateway in this mesh.
   *
   * @param annotations as on a pod; those that are about other things than the sidecar's container
   *     have no effect
   */
  public Made make(String mesh, Map<String, String> annotations) {
    var reader = new MetadataReader(annotations);
    PodDraft pod = podOfOneContainer();
    SizePlan sizes = sizing.plan(pod, reader, "", NamespaceMetadata.BARE);
    SidecarOptions options = SidecarOptions.read(reader, config, sizes).ofGateway();
    ObjectNode container =
        sidecar.make(pod, mesh, options, ProbeRouting.NONE, Redirection.NONE).deepCopy();
    container.put("name", Names.GATEWAY);
    container
        .withObject("/securityContext/capabilities")
        .set("add", ContainerJson.texts("NET_BIND_SERVICE"));
    container.putArray("volumeMounts").add(ContainerJson.mount(Names.GATEWAY_TMP, "/tmp"));
    return new Made(
        container,
        Stream.of(reader.violations(), sizes.conflicts()).flatMap(List::stream).toList());
  }

  private static PodDraft podOfOneContainer() {
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    pod.putObject("spec").putArray("containers").addObject();
    return PodDraft.of(pod);
  }
}
