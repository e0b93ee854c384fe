package io.higuma.resource;

import io.higuma.validation.Violation;
import java.util.List;

/**
 * Says whether an object of one kind may be made, changed or deleted, as far as that depends on
 * what was stored before or on the rest of the cluster. It is asked after the {@link
 * SpecValidator}, and for deletions too. Safe for use by several threads.
 */
@FunctionalInterface
public interface ChangeValidator {
  /**
   * Says whether the change may be made.
   *
   * @param facts may throw when it has to wait: let it pass, the question is asked again where
   *     waiting is allowed
   */
  Verdict validate(ResourceChange change, ClusterFacts facts);

  /** The answer to a change. */
  sealed interface Verdict {
    /** Nothing against it. */
    Verdict ACCEPTED = new Accepted(List.of());

    /** Accepted if there are no violations. */
    static Verdict of(List<Violation> violations) {
      return violations.isEmpty() ? ACCEPTED : new Invalid(violations);
    }

    /**
     * Nothing against it.
     *
     * @param warnings sentences for the user
     */
    record Accepted(List<String> warnings) implements Verdict {
      public Accepted {
        warnings = List.copyOf(warnings);
      }
    }

    /** Code 422: the user can mend the object. */
    record Invalid(List<Violation> violations) implements Verdict {
      public Invalid {
        violations = List.copyOf(violations);
      }
    }

    /** Code 403: not here, or not by this user. */
    record Forbidden(String message) implements Verdict {}

    /**
     * The change can't be made now.
     *
     * @param code 400, or 500 for what the cluster lacks
     */
    record Failed(int code, String message) implements Verdict {}
  }
}
