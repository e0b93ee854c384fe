package io.higuma.admission;

import io.higuma.inject.PodEdit;
import io.higuma.validation.Violation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the API server is told. */
public sealed interface AdmissionAnswer {
  /** What is said beside the answer itself. */
  Remarks remarks();

  /**
   * The object is stored as it is.
   *
   * @param message for the API server's log; mostly empty
   */
  record Allowed(String message, Remarks remarks) implements AdmissionAnswer {
    static final Allowed SILENTLY = new Allowed(Remarks.NONE);

    public Allowed(Remarks remarks) {
      this("", remarks);
    }
  }

  /**
   * The object is stored after these changes.
   *
   * @param patch an RFC 6902 patch, not empty
   */
  record Patched(List<PodEdit> patch, Remarks remarks) implements AdmissionAnswer {
    public Patched {
      patch = List.copyOf(patch);
    }
  }

  /**
   * The object is not stored.
   *
   * @param code of HTTP: 400 for what can't be read, 403 for what is refused, 500 for a failure of
   *     ours
   * @param message a sentence for the user
   * @param ground what programs read
   */
  record Denied(int code, String message, Ground ground, Remarks remarks)
      implements AdmissionAnswer {
    public Denied(int code, String message, Remarks remarks) {
      this(code, message, Ground.UNSAID, remarks);
    }

    public Denied(int code, String message) {
      this(code, message, Remarks.NONE);
    }

    /** Code 403: not here, or not by this user. */
    static Denied forbidden(String message) {
      return new Denied(403, message, new Ground.Reason("Forbidden"), Remarks.NONE);
    }

    /** The same in the form of the API server's own answers. */
    static Denied forbidden(String message, List<Violation> causes) {
      return new Denied(
          403, message, new Ground.Detailed("Forbidden", "", "", causes), Remarks.NONE);
    }

    /** Code 422: an object that the user can mend. */
    static Denied invalid(String kind, String name, List<Violation> violations) {
      return new Denied(
          422,
          Violation.join(violations),
          new Ground.Detailed("Invalid", kind, name, violations),
          Remarks.NONE);
    }
  }

  /** What a denial says to programs, beside its code. */
  sealed interface Ground {
    Ground UNSAID = new Unsaid();

    /** Nothing. */
    record Unsaid() implements Ground {}

    /** A word. */
    record Reason(String reason) implements Ground {}

    /**
     * All that a failed request to the API server says.
     *
     * @param kind empty for a denial that is not of one object
     * @param causes a bounded number
     */
    record Detailed(String reason, String kind, String name, List<Violation> causes)
        implements Ground {
      /** An object of one mistake in each line of it is told enough by these. */
      private static final int MAX_CAUSES = 100;

      public Detailed {
        causes = List.copyOf(causes.subList(0, Math.min(MAX_CAUSES, causes.size())));
      }
    }
  }

  /**
   * What is said beside the answer.
   *
   * @param warnings sentences that kubectl shows to the user
   * @param auditAnnotations what the audit log keeps; the API server puts the webhook's name before
   *     the keys
   */
  record Remarks(List<String> warnings, Map<String, String> auditAnnotations) {
    public static final Remarks NONE = new Remarks(List.of(), Map.of());

    /** The API server cuts what is longer, and leaves out what comes after 4096 in all. */
    private static final int MAX_WARNING = 256;

    public Remarks {
      warnings = warnings.stream().map(Remarks::cut).toList();
      auditAnnotations = Collections.unmodifiableMap(new LinkedHashMap<>(auditAnnotations));
    }

    private static String cut(String warning) {
      return warning.length() > MAX_WARNING ? warning.substring(0, MAX_WARNING - 1) + "…" : warning;
    }
  }
}
