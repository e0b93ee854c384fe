package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.InjectorSettings;
import java.util.Optional;

/**
 * Makes the container that sets up redirection, or checks what the CNI plugin set up, as it is
 * before ContainerPatches.
 */
record InitContainer(InjectorSettings settings) {
  /** Empty for a gateway under CNI: there is no inbound redirection to check. */
  Optional<ObjectNode> make(ContainerSize size, Redirection redirection) {
    if (!settings.cniEnabled()) {
      return Optional.of(init(size, redirection));
    }
    return redirection.inbound() ? Optional.of(validation(size, redirection)) : Optional.empty();
  }

  private ObjectNode init(ContainerSize size, Redirection redirection) {
    ObjectNode container = named(Names.INIT, "transparent-proxy");
    container.set("args", ContainerJson.texts(redirection.initArguments()));
    container.putArray("env").add(ContainerJson.variable("XTABLES_LOCKFILE", "/tmp/xtables.lock"));
    container.set("securityContext", privilegedForTheNetwork());
    container.set("resources", size.json());
    ArrayNode mounts = container.putArray("volumeMounts");
    mounts.add(ContainerJson.mount(Names.INIT_TMP, "/tmp"));
    redirection.mountedConfig().ifPresent(mounted -> MountedConfigFiles.mount(mounts, mounted));
    if (settings.ebpf().enabled()) {
      EbpfSupport.adapt(container, settings.ebpf());
    }
    return container;
  }

  private ObjectNode validation(ContainerSize size, Redirection redirection) {
    ObjectNode container = named(Names.VALIDATION, "transparent-proxy-validator");
    container.set("args", ContainerJson.texts(redirection.validatorArguments()));
    InjectorSettings.SidecarContainer sidecar = settings.sidecarContainer();
    container.set("securityContext", ContainerJson.unprivileged(sidecar.uid(), sidecar.gid()));
    container.set("resources", size.json());
    ArrayNode mounts = container.putArray("volumeMounts");
    mounts.add(ContainerJson.mount(Names.SIDECAR_TMP, "/tmp"));
    redirection.mountedConfig().ifPresent(mounted -> MountedConfigFiles.mount(mounts, mounted));
    return container;
  }

  private ObjectNode named(String name, String subcommand) {
    ObjectNode container =
        ContainerJson.object()
            .put("name", name)
            .put("image", settings.initContainer().image())
            .put("imagePullPolicy", "IfNotPresent");
    container.set("command", ContainerJson.texts("/usr/bin/kumactl", "install", subcommand));
    return container;
  }

  private static ObjectNode privilegedForTheNetwork() {
    ObjectNode context = ContainerJson.object().put("runAsUser", 0).put("runAsGroup", 0);
    ObjectNode capabilities = context.putObject("capabilities");
    capabilities.putArray("add").add("NET_ADMIN").add("NET_RAW");
    capabilities.putArray("drop").add("ALL");
    return context.put("readOnlyRootFilesystem", true);
  }
}
