package io.higuma.inject;

import io.higuma.validation.Violation;
import java.util.List;

/** What admission does with a pod. A new case breaks every switch that forgets it. */
public sealed interface InjectionDecision {
  /** The pod gets a sidecar of this mesh. */
  record Inject(String mesh) implements InjectionDecision {}

  /** The pod is admitted as it is. */
  record Skip(SkipReason reason) implements InjectionDecision {}

  /** The pod is refused, for something that its owner can mend. */
  record Reject(RejectReason reason, List<Violation> violations) implements InjectionDecision {
    public Reject {
      violations = List.copyOf(violations);
    }

    Reject(RejectReason reason, Violation violation) {
      this(reason, List.of(violation));
    }
  }
}
