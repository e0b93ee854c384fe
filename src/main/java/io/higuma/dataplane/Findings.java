package io.higuma.dataplane;

import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong during one conversion, so that all of it is said at once. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();

  void refuse(FieldPath field, String message) {
    violations.add(new Violation(field, message));
  }

  /** An annotation of the pod has this wrong. */
  void refuse(MetadataKey<?> key, String message) {
    refuse(FieldPath.of("metadata").field(key.kind().field()).key(key.name()), message);
  }

  /**
   * Takes over what a reader found.
   *
   * @param object which object, for the message, such as {@code Service demo/web}; empty for the
   *     pod itself
   */
  void addAll(MetadataReader reader, String object) {
    for (Violation violation : reader.violations()) {
      violations.add(
          object.isEmpty()
              ? violation
              : new Violation(violation.field(), object + ": " + violation.message()));
    }
  }

  boolean isEmpty() {
    return violations.isEmpty();
  }

  List<Violation> violations() {
    return violations.stream().distinct().toList();
  }
}
