package io.higuma.config;

import io.higuma.metadata.Parsed;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration while it is put together: values, where they came from and what is wrong. */
final class ConfigDraft {
  private final Values values = new Values();
  private final Map<Setting<?>, Origin> origins = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  <T> void set(Setting<T> setting, Parsed<T> parsed, Origin origin) {
    switch (parsed) {
      case Parsed.Value<T>(var value) -> {
        values.put(setting, value);
        origins.put(setting, origin);
      }
      case Parsed.Malformed<T>(var message) -> refuse(setting.key(), message, origin);
    }
  }

  <T> T value(Setting<T> setting) {
    return values.get(setting);
  }

  void refuse(String key, String message, Origin origin) {
    violations.add(new Violation(FieldPath.of(key), message + " " + origin.note()));
  }

  /** Refuses the input as a whole. */
  void refuse(String message) {
    violations.add(new Violation(FieldPath.ROOT, message));
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** Checks the values that won. */
  void check() {
    Settings.ALL.forEach(this::check);
  }

  private <T> void check(Setting<T> setting) {
    T value = values.get(setting);
    if (!setting.check().holds().test(value)) {
      String printed = setting.type().printer().apply(value);
      String found = printed.isEmpty() ? "" : ", but was " + Excerpt.value(printed);
      Origin origin = origins.getOrDefault(setting, new Origin.Default());
      refuse(setting.key(), setting.check().demand() + found, origin);
    }
  }

  Values values() {
    return values;
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** The settings that have another value than by default. */
  ChangedSettings changed() {
    return ChangedSettings.of(values, origins);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
