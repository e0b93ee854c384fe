package io.higuma.admission;

import io.higuma.inject.PodEdit;
import java.util.List;

/** What the API server is told. */
public sealed interface AdmissionAnswer {
  /**
   * The object is stored as it is.
   *
   * @param warnings sentences that kubectl shows to the user
   */
  record Allowed(List<String> warnings) implements AdmissionAnswer {
    public Allowed {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The object is stored after these changes.
   *
   * @param patch an RFC 6902 patch, not empty
   */
  record Patched(List<PodEdit> patch) implements AdmissionAnswer {
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
  record Denied(int code, String message) implements AdmissionAnswer {}
}
