package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the sidecar and the init container among the pod's containers. */
sealed interface Placement extends PodMutator {
  /** Where the containers go. */
  enum Order {
    NATIVE,
    CLASSIC,
    CLASSIC_INIT_FIRST;

    /** A native sidecar has one order only, whatever the pod says. */
    static Order of(SidecarForm form, boolean initFirst) {
      return switch (form) {
        case NATIVE -> NATIVE;
        case CLASSIC -> initFirst ? CLASSIC_INIT_FIRST : CLASSIC;
      };
    }
  }

  /** The pod's init containers as they will be. */
  List<ObjectNode> initContainers(List<ObjectNode> own);

  /** The pod's containers as they will be. */
  List<ObjectNode> containers(List<ObjectNode> own);

  static Placement of(Order order, ObjectNode sidecar, Optional<ObjectNode> init) {
    return switch (order) {
      case NATIVE -> new Native(sidecar, init);
      case CLASSIC -> new Classic(sidecar, init);
      case CLASSIC_INIT_FIRST -> new ClassicInitFirst(sidecar, init);
    };
  }

  private static List<ObjectNode> joined(Stream<ObjectNode> first, Stream<ObjectNode> second) {
    return Stream.concat(first, second).toList();
  }

  /**
   * The init container first, then the sidecar, so that the pod's own init containers are in the
   * mesh already.
   */
  record Native(ObjectNode sidecar, Optional<ObjectNode> init) implements Placement {
    @Override
    public List<ObjectNode> initContainers(List<ObjectNode> own) {
      return joined(Stream.concat(init.stream(), Stream.of(sidecar)), own.stream());
    }

    @Override
    public List<ObjectNode> containers(List<ObjectNode> own) {
      return own;
    }

    @Override
    public void apply(PodDraft draft) {
      draft.addInitContainerFirst(sidecar);
      init.ifPresent(draft::addInitContainerFirst);
    }
  }

  /** The sidecar before the other containers; the init container after the pod's own. */
  record Classic(ObjectNode sidecar, Optional<ObjectNode> init) implements Placement {
    @Override
    public List<ObjectNode> initContainers(List<ObjectNode> own) {
      return joined(own.stream(), init.stream());
    }

    @Override
    public List<ObjectNode> containers(List<ObjectNode> own) {
      return joined(Stream.of(sidecar), own.stream());
    }

    @Override
    public void apply(PodDraft draft) {
      init.ifPresent(draft::addInitContainerLast);
      draft.addContainerFirst(sidecar);
    }
  }

  /** The sidecar before the other containers; the init container before the pod's own. */
  record ClassicInitFirst(ObjectNode sidecar, Optional<ObjectNode> init) implements Placement {
    @Override
    public List<ObjectNode> initContainers(List<ObjectNode> own) {
      return joined(init.stream(), own.stream());
    }

    @Override
    public List<ObjectNode> containers(List<ObjectNode> own) {
      return joined(Stream.of(sidecar), own.stream());
    }

    @Override
    public void apply(PodDraft draft) {
      init.ifPresent(draft::addInitContainerFirst);
      draft.addContainerFirst(sidecar);
    }
  }
}
