package io.higuma.resource;

import io.higuma.validation.Violation;
import java.util.List;

/**
 * Says what is wrong with the spec of one kind. Pure: the same object gives the same answer, on
 * whatever cluster. It is asked when an object is made or changed, and must be safe for use by
 * several threads.
 */
@FunctionalInterface
public interface SpecValidator {
  /**
   * Everything that is wrong, in the order of the fields. A spec of a wrong shape is the user's
   * mistake and a violation; nothing that a user can write makes this throw.
   *
   * @return with whole paths, as users see them: {@code spec.mtls.backends}
   */
  List<Violation> validate(ResourceView object);

  /** Sentences on what is allowed but deprecated or without effect; for an object that is valid. */
  default List<String> warnings(ResourceView object) {
    return List.of();
  }
}
