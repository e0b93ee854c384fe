package io.higuma.inject;

import io.higuma.validation.Violation;
import java.util.List;

/** What admission does with a pod. A new case breaks every switch that forgets it. */
public sealed interface InjectionDecision {
  /** Why; never a {@link NoticeReason}. */
  Reason reason();

  /** The pod gets a sidecar of this mesh. */
  record Inject(String mesh, InjectReason reason, List<Notice> notices)
      implements InjectionDecision {
    public Inject {
      notices = List.copyOf(notices);
    }
  }

  /** The pod is admitted as it is. */
  record Skip(SkipReason reason, List<Notice> notices) implements InjectionDecision {
    public Skip {
      notices = List.copyOf(notices);
    }

    public Skip(SkipReason reason) {
      this(reason, List.of());
    }
  }

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
