package io.higuma.config;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.units.ResourceQuantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The values below one key, each by the rest of its key. Asking for one that is not in the table,
 * or in another form, is a bug and throws.
 *
 * @param prefix with the final dot, or empty
 */
record SectionValues(Values values, String prefix) {
  SectionValues in(String section) {
    return new SectionValues(values, prefix + section + ".");
  }

  String text(String name) {
    return value(name, String.class);
  }

  boolean flag(String name) {
    return value(name, Boolean.class);
  }

  long number(String name) {
    return value(name, Long.class);
  }

  /** A number that its check keeps in the range of an {@code int}. */
  int integer(String name) {
    return Math.toIntExact(number(name));
  }

  Duration duration(String name) {
    return value(name, Duration.class);
  }

  ResourceQuantity quantity(String name) {
    return value(name, ResourceQuantity.class);
  }

  Mode mode(String name) {
    return value(name, Mode.class);
  }

  List<String> list(String name) {
    List<?> items = value(name, List.class);
    return items.stream().map(String.class::cast).toList();
  }

  Map<String, String> map(String name) {
    Map<?, ?> entries = value(name, Map.class);
    return entries.entrySet().stream()
        .collect(Collectors.toMap(e -> (String) e.getKey(), e -> (String) e.getValue()));
  }

  private <T> T value(String name, Class<T> type) {
    return type.cast(values.get(prefix + name));
  }
}
