package io.higuma.config;

import java.util.List;
import java.util.Map;

/**
 * The settings that somebody gave another value than the default, in the order of the reference.
 */
public final class ChangedSettings {
  private final Values values;
  private final List<Change> changes;

  /**
   * A setting with another value than by default.
   *
   * @param value as one would write it into a variable; of a map only the keys, as a value may be
   *     secret: {@code A=…,B=…}
   * @param fallback the default in the same form
   */
  public record ChangedSetting(String key, String value, String fallback, Origin origin) {}

  private record Change(Setting<?> setting, ChangedSetting shown) {}

  private ChangedSettings(Values values, List<Change> changes) {
    this.values = values;
    this.changes = changes;
  }

  static ChangedSettings of(Values values, Map<Setting<?>, Origin> origins) {
    return new ChangedSettings(
        values,
        Settings.ALL.stream()
            .filter(setting -> !values.get(setting.key()).equals(setting.fallback()))
            .map(setting -> change(setting, values, origins))
            .toList());
  }

  private static <T> Change change(
      Setting<T> setting, Values values, Map<Setting<?>, Origin> origins) {
    return new Change(
        setting,
        new ChangedSetting(
            setting.key(),
            print(setting, values.get(setting)),
            print(setting, setting.fallback()),
            origins.getOrDefault(setting, new Origin.Default())));
  }

  private static <T> String print(Setting<T> setting, T value) {
    return value instanceof Map<?, ?> map
        ? String.join(",", map.keySet().stream().map(key -> key + "=…").sorted().toList())
        : setting.type().printer().apply(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChangedSettings settings && settings.all().equals(all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  public List<ChangedSetting> all() {
    return changes.stream().map(Change::shown).toList();
  }

  /** Keys of the settings whose values are others there. */
  public List<String> differences(ChangedSettings other) {
    return Settings.ALL.stream()
        .map(Setting::key)
        .filter(key -> !values.get(key).equals(other.values.get(key)))
        .toList();
  }

  /** The configuration as it would be if nobody had set the setting of this key. */
  public ControlPlaneConfig without(String key) {
    return changes.stream()
        .filter(change -> change.setting().key().equals(key))
        .findFirst()
        .map(change -> ConfigRecords.of(values.without(change.setting())))
        .orElseGet(() -> ConfigRecords.of(values));
  }
}
