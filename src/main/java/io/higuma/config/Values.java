package io.higuma.config;

import java.util.HashMap;
import java.util.Map;

/** The value of each setting; the default until another is put. */
final class Values {
  private final Map<String, Object> byKey = new HashMap<>();

  Values() {
    Settings.ALL.forEach(setting -> byKey.put(setting.key(), setting.fallback()));
  }

  private Values(Map<String, Object> byKey) {
    this.byKey.putAll(byKey);
  }

  /** The same values, but for one that is as it is by default. */
  Values without(Setting<?> setting) {
    var values = new Values(byKey);
    values.byKey.put(setting.key(), setting.fallback());
    return values;
  }

  <T> void put(Setting<T> setting, T value) {
    byKey.put(setting.key(), value);
  }

  @SuppressWarnings("unchecked") // A value goes in only with the setting of its type.
  <T> T get(Setting<T> setting) {
    return (T) get(setting.key());
  }

  /**
   * The value by the whole key.
   *
   * @throws IllegalStateException if no setting has that key
   */
  Object get(String key) {
    Object value = byKey.get(key);
    if (value == null) {
      throw new IllegalStateException("no setting has the key " + key);
    }
    return value;
  }
}
