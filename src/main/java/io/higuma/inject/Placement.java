package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Puts the sidecar and the init container among the pod's containers. */
sealed interface Placement extends PodMutator {
  /**
   * The init container first, then the sidecar, so that the pod's own init containers are in the
   * mesh already.
   */
  record Native(ObjectNode sidecar, Optional<ObjectNode> init) implements Placement {
    @Override
    public void apply(PodDraft draft) {
      draft.addInitContainerFirst(sidecar);
      init.ifPresent(draft::addInitContainerFirst);
    }
  }

  /** The sidecar before the other containers; the init container after the pod's own. */
  record Classic(ObjectNode sidecar, Optional<ObjectNode> init) implements Placement {
    @Override
    public void apply(PodDraft draft) {
      init.ifPresent(draft::addInitContainerLast);
      draft.addContainerFirst(sidecar);
    }
  }

  /** The sidecar before the other containers; the init container before the pod's own. */
  record ClassicInitFirst(ObjectNode sidecar, Optional<ObjectNode> init) implements Placement {
    @Override
    public void apply(PodDraft draft) {
      init.ifPresent(draft::addInitContainerFirst);
      draft.addContainerFirst(sidecar);
    }
  }
}
