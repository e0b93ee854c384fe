package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;

/** The files with redirection settings: their volumes and mounts. */
record MountedConfigFiles(Redirection.MountedConfig config) implements PodMutator {
  static void mount(ArrayNode mounts, Redirection.MountedConfig config) {
    mounts.add(ContainerJson.readOnlyMount(Names.BASE_CONFIG, Names.BASE_CONFIG_DIRECTORY));
    if (config.overlay().isPresent()) {
      mounts.add(ContainerJson.readOnlyMount(Names.CUSTOM_CONFIG, Names.CUSTOM_CONFIG_DIRECTORY));
    }
  }

  @Override
  public void apply(PodDraft draft) {
    ObjectNode base = ContainerJson.object().put("name", Names.BASE_CONFIG);
    base.putObject("downwardAPI")
        .putArray("items")
        .addObject()
        .put("path", Names.CONFIG_FILE)
        .putObject("fieldRef")
        .put(
            "fieldPath",
            "metadata.annotations['" + Annotations.TRANSPARENT_PROXY_CONFIG.name() + "']");
    draft.addVolume(base);
    config
        .overlay()
        .ifPresent(name -> {
          ObjectNode custom = ContainerJson.object().put("name", Names.CUSTOM_CONFIG);
          custom.putObject("configMap").put("name", name);
          draft.addVolume(custom);
        });
  }
}
