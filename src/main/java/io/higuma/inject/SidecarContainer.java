package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the container that runs kuma-dp, as it is before ContainerPatches. */
final class SidecarContainer {
  private final ControlPlaneConfig config;
  private final SidecarForm form;
  private final Supplier<String> caCertificate;
  private final SidecarProbes usualProbes;

  SidecarContainer(ControlPlaneConfig config, SidecarForm form, Supplier<String> caCertificate) {
    this.config = config;
    this.form = form;
    this.caCertificate = caCertificate;
    this.usualProbes = probes(Optional.empty());
  }

  ObjectNode make(
      PodDraft pod,
      String mesh,
      SidecarOptions options,
      ProbeRouting probes,
      Redirection redirection) {
    InjectorSettings.SidecarContainer settings = config.injector().sidecarContainer();
    ObjectNode container =
        ContainerJson.object()
            .put("name", Names.SIDECAR)
            .put("image", settings.image())
            .put("imagePullPolicy", "IfNotPresent");
    container.set("args", arguments(options, redirection));
    container.set("env", SidecarEnvironment.of(config, caCertificate.get(), mesh, options, probes));
    container.set("resources", options.size().json());
    if (!options.resizePolicy().isEmpty()) {
      container.set("resizePolicy", resizePolicy(options.resizePolicy()));
    }
    SidecarProbes ownProbes =
        options.adminPort().isEmpty() ? usualProbes : probes(options.adminPort());
    container.set("livenessProbe", ownProbes.liveness());
    container.set("readinessProbe", ownProbes.readiness());
    switch (form) {
      case NATIVE -> container.set("startupProbe", ownProbes.startup());
      case CLASSIC -> {
        if (options.waitUntilReady()) {
          container.set("lifecycle", waitUntilReady(ownProbes.port()));
        }
      }
    }
    container.set("securityContext", ContainerJson.unprivileged(settings.uid(), settings.gid()));
    container.set("volumeMounts", mounts(pod, options, redirection));
    return container;
  }

  private static ArrayNode arguments(SidecarOptions options, Redirection redirection) {
    ArrayNode arguments = ContainerJson.texts("run", "--log-level=info");
    if (options.concurrency() > 0) {
      arguments.add("--concurrency=" + options.concurrency());
    }
    redirection
        .mountedConfig()
        .ifPresent(
            mounted -> mounted.arguments("--transparent-proxy-config").forEach(arguments::add));
    return arguments;
  }

  private static ArrayNode resizePolicy(Map<String, String> policies) {
    ArrayNode list = ContainerJson.texts();
    policies.forEach((resource, policy) ->
        list.addObject().put("resourceName", resource).put("restartPolicy", policy));
    return list;
  }

  private SidecarProbes probes(Optional<Long> adminPort) {
    return SidecarProbes.of(
        config.injector().sidecarContainer(),
        ReadinessPort.probed(config.bootstrapServer().params(), adminPort));
  }

  private static ObjectNode waitUntilReady(long port) {
    ObjectNode lifecycle = ContainerJson.object();
    lifecycle
        .putObject("postStart")
        .putObject("exec")
        .set(
            "command",
            ContainerJson.texts("kuma-dp", "wait", "--url", "http://localhost:" + port + "/ready"));
    return lifecycle;
  }

  private ArrayNode mounts(PodDraft pod, SidecarOptions options, Redirection redirection) {
    ArrayNode mounts = ContainerJson.texts();
    mounts.add(ContainerJson.mount(Names.SIDECAR_TMP, "/tmp"));
    redirection.mountedConfig().ifPresent(mounted -> MountedConfigFiles.mount(mounts, mounted));
    if (options.tokenVolume().isPresent()) {
      // Kuma stops here, so that the SPIRE socket is not mounted beside a named token volume.
      mounts.add(ContainerJson.readOnlyMount(options.tokenVolume().get(), Names.TOKEN_DIRECTORY));
      return mounts;
    }
    if (options.spire()) {
      mounts.add(
          ContainerJson.readOnlyMount(Names.SPIRE_SOCKET, config.injector().spire().mountPath()));
    }
    tokenMount(pod).ifPresent(mounts::add);
    return mounts;
  }

  private static Optional<JsonNode> tokenMount(PodDraft pod) {
    return pod.containers().stream()
        .flatMap(container -> container.path("volumeMounts").valueStream())
        .filter(mount -> mount.path("mountPath").asText().equals(Names.TOKEN_DIRECTORY))
        .findFirst()
        .map(JsonNode::deepCopy);
  }

  /** Whether the pod's containers have a token that the sidecar takes over. */
  static boolean hasToken(PodDraft pod) {
    for (JsonNode container : pod.spec().path("containers")) {
      for (JsonNode mount : container.path("volumeMounts")) {
        if (Names.TOKEN_DIRECTORY.equals(mount.path("mountPath").textValue())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the pod has the volume that it names for its token. */
  static boolean hasTokenVolume(PodDraft pod, SidecarOptions options) {
    return options.tokenVolume().isEmpty()
        || pod.volumes().stream()
            .anyMatch(volume -> volume.path("name").asText("").equals(options.tokenVolume().get()));
  }

  static String missingTokenVolume(SidecarOptions options) {
    return "volume \"%s\" of annotation %s is not in the pod: add it to spec.volumes, or remove the annotation"
        .formatted(options.tokenVolume().orElse(""), Annotations.TOKEN_VOLUME.name());
  }
}
