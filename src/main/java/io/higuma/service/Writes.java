package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Changes to objects of the cluster. What can't be done because memory is behind is no failure: the
 * news on its way brings the object up again. All else is thrown, and tried again later.
 */
public interface Writes {
  /** What became of a change. */
  enum Outcome {
    DONE,
    /** It exists already, is gone, has changed, or its namespace is going. */
    OUTDATED
  }

  Outcome create(HasMetadata object);

  /**
   * Changes some fields, and leaves all others as they are.
   *
   * @param object of it only the kind and the name are used
   * @param mergePatch as of RFC 7396; with a {@code resourceVersion} it holds for that one alone
   */
  Outcome patch(HasMetadata object, JsonNode mergePatch);

  /** The same for the status of an object whose status is apart from it. */
  Outcome patchStatus(HasMetadata object, JsonNode mergePatch);

  Outcome delete(HasMetadata object);
}
