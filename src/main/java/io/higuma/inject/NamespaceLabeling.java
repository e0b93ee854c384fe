package io.higuma.inject;

import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.Parsed;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the injection label of a namespace in step with its annotation: webhooks select namespaces
 * by labels only. A label that the user set is never touched.
 *
 * @param untouched namespaces that injection leaves alone
 */
public record NamespaceLabeling(Set<String> untouched) {
  private static final String LABEL = Labels.SIDECAR_INJECTION.name();
  private static final String ANNOTATION = Annotations.SIDECAR_INJECTION.name();
  private static final String MARK = Annotations.INJECTION_LABEL_FROM_ANNOTATION.name();

  public NamespaceLabeling {
    untouched = Set.copyOf(untouched);
  }

  /** What to do with a namespace. */
  public sealed interface Change {
    record Nothing() implements Change {}

    /**
     * Set label and mark to this value.
     *
     * @param value {@code enabled} or {@code disabled}
     */
    record SetLabel(String value) implements Change {}

    /** Take the label and its mark away: the annotation is gone. */
    record RemoveLabel() implements Change {}

    /** Take the mark away: the user has changed the label since. */
    record RemoveMark() implements Change {}

    /** Tell the user that the annotation can't be read. */
    record Warn(Violation violation) implements Change {}
  }

  public Change plan(String name, NamespaceMetadata namespace) {
    if (untouched.contains(name)) {
      return new Change.Nothing();
    }
    Optional<String> label = Optional.ofNullable(namespace.labels().get(LABEL));
    Optional<String> mark = Optional.ofNullable(namespace.annotations().get(MARK));
    Optional<String> annotation = Optional.ofNullable(namespace.annotations().get(ANNOTATION));
    if (mark.isPresent() && label.isPresent() && !label.equals(mark)) {
      return new Change.RemoveMark();
    }
    if (annotation.isEmpty()) {
      return mark.isPresent() ? new Change.RemoveLabel() : new Change.Nothing();
    }
    if (label.isPresent() && mark.isEmpty()) {
      return new Change.Nothing();
    }
    return switch (Annotations.SIDECAR_INJECTION.format().parse(ANNOTATION, annotation.get())) {
      case Parsed.Malformed<Boolean>(var message) ->
          new Change.Warn(
              new Violation(FieldPath.of("metadata.annotations").key(ANNOTATION), message));
      case Parsed.Value<Boolean>(var enabled) -> {
        String wanted = enabled ? "enabled" : "disabled";
        boolean inStep = label.equals(Optional.of(wanted)) && mark.equals(Optional.of(wanted));
        yield inStep ? new Change.Nothing() : new Change.SetLabel(wanted);
      }
    };
  }
}
