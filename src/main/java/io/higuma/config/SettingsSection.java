package io.higuma.config;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.units.GoDuration;
import io.higuma.units.ResourceQuantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Makes settings whose keys begin alike and whose variables do.
 *
 * @param key with the final dot, or empty
 * @param variables with the final underscore
 */
record SettingsSection(String key, String variables) {
  SettingsSection in(String name, String variable) {
    return new SettingsSection(key + name + ".", variables + variable + "_");
  }

  Setting<String> text(String name, String variable, String fallback, String meaning) {
    return of(name, variable, SettingType.TEXT, fallback, meaning);
  }

  Setting<Boolean> flag(String name, String variable, boolean fallback, String meaning) {
    return of(name, variable, SettingType.BOOLEAN, fallback, meaning);
  }

  /** A number of any 64 bits. */
  Setting<Long> number(String name, String variable, long fallback, String meaning) {
    return of(name, variable, SettingType.NUMBER, fallback, meaning);
  }

  Setting<Long> port(String name, String variable, long fallback, String meaning) {
    return number(name, variable, fallback, meaning).checked(Check.port());
  }

  /** A duration given in Go's notation. */
  Setting<Duration> duration(String name, String variable, String fallback, String meaning) {
    Duration duration = GoDuration.parse(fallback).orElseThrow();
    return of(name, variable, SettingType.DURATION, duration, meaning);
  }

  Setting<ResourceQuantity> quantity(
      String name, String variable, String fallback, String meaning) {
    ResourceQuantity quantity = ResourceQuantity.parse(fallback).orElseThrow();
    return of(name, variable, SettingType.QUANTITY, quantity, meaning);
  }

  Setting<List<String>> list(String name, String variable, List<String> fallback, String meaning) {
    return of(name, variable, SettingType.LIST, fallback, meaning);
  }

  /** A list of whole numbers, empty by default. */
  Setting<List<String>> numbers(String name, String variable, String meaning) {
    return of(name, variable, SettingType.NUMBERS, List.of(), meaning);
  }

  Setting<Map<String, String>> map(
      String name, String variable, Map<String, String> fallback, String meaning) {
    return of(name, variable, SettingType.MAP, fallback, meaning);
  }

  Setting<Mode> mode(String name, String variable, Mode fallback, String meaning) {
    return of(name, variable, SettingType.MODE, fallback, meaning);
  }

  private <T> Setting<T> of(
      String name, String variable, SettingType<T> type, T fallback, String meaning) {
    return new Setting<>(
        key + name, variables + variable, type, fallback, meaning, Check.none(), "");
  }
}
