package io.higuma.metadata;

import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the labels or annotations of one object and keeps what is malformed, so that a user learns
 * of every mistake at once.
 */
public final class MetadataReader {
  private final Map<String, String> values;
  private final Set<Violation> violations = new LinkedHashSet<>();

  public MetadataReader(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The value; empty when the key is absent or its value malformed, which is then kept as a
   * violation.
   */
  public <T> Optional<T> read(MetadataKey<T> key) {
    String text = values.get(key.name());
    if (text == null) {
      return Optional.empty();
    }
    return switch (key.format().parse(key.name(), text)) {
      case Parsed.Value<T>(var value) -> Optional.of(value);
      case Parsed.Malformed<T>(var message) -> {
        refuse(key, message);
        yield Optional.empty();
      }
    };
  }

  public <T> T read(MetadataKey<T> key, T fallback) {
    return read(key).orElse(fallback);
  }

  /** The text as it stands, whatever its form. */
  public Optional<String> text(MetadataKey<?> key) {
    return Optional.ofNullable(values.get(key.name()));
  }

  public boolean has(MetadataKey<?> key) {
    return values.containsKey(key.name());
  }

  public boolean hasAny(List<MetadataKey<?>> keys) {
    if (values.isEmpty()) {
      return false;
    }
    for (MetadataKey<?> key : keys) {
      if (has(key)) {
        return true;
      }
    }
    return false;
  }

  /** Keeps a mistake that no single value shows. */
  public void refuse(MetadataKey<?> key, String message) {
    violations.add(
        new Violation(FieldPath.of("metadata").field(key.kind().field()).key(key.name()), message));
  }

  /** What was malformed so far, in the order of reading; a key that was read twice counts once. */
  public List<Violation> violations() {
    return List.copyOf(violations);
  }
}
