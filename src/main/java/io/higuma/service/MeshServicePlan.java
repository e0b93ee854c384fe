package io.higuma.service;

import io.higuma.api.v1alpha1.MeshService;
import io.higuma.validation.Violation;
import java.util.List;

/** What to do about the MeshServices of a Service. */
public sealed interface MeshServicePlan {
  /**
   * These have to be there.
   *
   * @param desired with what is answered for here: labels, owner, selector, ports, addresses
   * @param stale were made from the Service, and nothing stands behind them any more
   * @param ignoredPorts ports that a mesh can't serve, as {@code dns (UDP)}
   */
  record Keep(List<MeshService> desired, List<MeshService> stale, List<String> ignoredPorts)
      implements MeshServicePlan {
    public Keep {
      desired = List.copyOf(desired);
      stale = List.copyOf(stale);
      ignoredPorts = List.copyOf(ignoredPorts);
    }
  }

  /**
   * None has to be there.
   *
   * @param stale those that are
   * @param reason completes: removed, since …
   */
  record Remove(List<MeshService> stale, String reason) implements MeshServicePlan {
    public Remove {
      stale = List.copyOf(stale);
    }
  }

  /**
   * Whatever is there may stay.
   *
   * @param reason completes: left alone, since …
   */
  record Leave(String reason) implements MeshServicePlan {}

  /** The user has to mend something first. */
  record Failed(List<Violation> violations) implements MeshServicePlan {
    public Failed {
      violations = List.copyOf(violations);
    }
  }
}
