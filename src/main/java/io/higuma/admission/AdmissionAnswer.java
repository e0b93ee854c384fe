package io.higuma.admission;

import io.higuma.inject.PodEdit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the API server is told. */
public sealed interface AdmissionAnswer {
  /** What is said beside the answer itself. */
  Remarks remarks();

  /** The object is stored as it is. */
  record Allowed(Remarks remarks) implements AdmissionAnswer {}

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
   */
  record Denied(int code, String message, Remarks remarks) implements AdmissionAnswer {
    public Denied(int code, String message) {
      this(code, message, Remarks.NONE);
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
