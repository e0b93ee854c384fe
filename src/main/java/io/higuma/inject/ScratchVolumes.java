package io.higuma.inject;

/** Writable directories for containers whose root file system is read-only. */
record ScratchVolumes() implements PodMutator {
  @Override
  public void apply(PodDraft draft) {
    draft.addVolume(ContainerJson.emptyDir(Names.INIT_TMP));
    draft.addVolume(ContainerJson.emptyDir(Names.SIDECAR_TMP));
  }
}
