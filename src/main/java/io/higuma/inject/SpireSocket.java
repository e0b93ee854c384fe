package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The volume with the socket of the SPIRE agent. */
record SpireSocket() implements PodMutator {
  @Override
  public void apply(PodDraft draft) {
    ObjectNode volume = ContainerJson.object().put("name", Names.SPIRE_SOCKET);
    volume.putObject("csi").put("driver", "csi.spiffe.io").put("readOnly", true);
    draft.addVolume(volume);
  }
}
