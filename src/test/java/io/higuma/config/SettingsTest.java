package io.higuma.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.config.ConfigResult.Loaded;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table and the records together. */
class SettingsTest {
  /** Kubernetes allows no other value, so there is nothing to set. */
  private static final List<String> CONSTANTS =
      List.of(
          "runtime.kubernetes.injector.sidecarContainer.livenessProbe.successThreshold",
          "runtime.kubernetes.injector.sidecarContainer.startupProbe.successThreshold");

  private static final Map<String, String> KEYS_OF_OTHER_NAMES =
      Map.of(
          "runtime.kubernetes.injector.ebpf.instanceIpVariable",
          "runtime.kubernetes.injector.ebpf.instanceIPEnvVarName");

  static Stream<Setting<?>> settings() {
    return Settings.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void variableChangesTheComponentOfItsKeyOnly(Setting<?> setting) throws Exception {
    // Given
    Map<String, Object> defaults = componentsOf(load(Optional.empty(), Map.of()));
    Map<String, String> environment = Map.of(setting.variable(), otherValue(setting));
    // When
    Map<String, Object> changed = componentsOf(load(Optional.empty(), environment));
    // Then
    assertThat(differences(defaults, changed)).containsExactly(setting.key());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void fileChangesTheComponentOfItsKeyOnly(Setting<?> setting) throws Exception {
    // Given
    Map<String, Object> defaults = componentsOf(load(Optional.empty(), Map.of()));
    var file = new ConfigFile("config.yaml", yamlOf(setting));
    // When
    Map<String, Object> changed = componentsOf(load(Optional.of(file), Map.of()));
    // Then
    assertThat(differences(defaults, changed)).containsExactly(setting.key());
  }

  @Test
  void everyComponentHasARow() throws Exception {
    // Given
    List<String> keys = Settings.ALL.stream().map(Setting::key).toList();
    // When
    Set<String> components = componentsOf(load(Optional.empty(), Map.of())).keySet();
    // Then
    assertThat(components)
        .filteredOn(component -> !CONSTANTS.contains(component))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void noKeyOrVariableStandsThereTwice() {
    assertThat(Settings.ALL)
        .extracting(setting -> setting.key().toLowerCase(Locale.ROOT))
        .doesNotHaveDuplicates();
    assertThat(Settings.ALL).extracting(Setting::variable).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isDocumented(Setting<?> setting) {
    assertThat(setting.meaning()).matches("[A-Z].*\\.").doesNotContain("|");
    assertThat(setting.variable()).matches("(KUMA|HIGUMA)(_[A-Z0-9]+)+");
    assertThat(setting.isOnlyInHiguma()).isEqualTo(setting.variable().startsWith("HIGUMA_"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  <T> void defaultIsReadBackFromItsPrintedForm(Setting<T> setting) throws Exception {
    // Given
    String printed = setting.type().printer().apply(setting.fallback());
    // When
    ControlPlaneConfig config = load(Optional.empty(), Map.of(setting.variable(), printed));
    // Then
    assertThat(componentsOf(config))
        .hasToString(componentsOf(load(Optional.empty(), Map.of())).toString());
  }

  private static ControlPlaneConfig load(
      Optional<ConfigFile> file, Map<String, String> environment) {
    ConfigResult result = ConfigLoader.load(file, environment);
    assertThat(result)
        .isInstanceOfSatisfying(Loaded.class, loaded -> assertThat(loaded.warnings()).isEmpty());
    return ((Loaded) result).config();
  }

  /** Allowed, but not the default. */
  private static String otherValue(Setting<?> setting) {
    return switch (setting.fallback()) {
      case Boolean flag -> String.valueOf(!flag);
      case Long number -> String.valueOf(number + 7);
      case List<?> list -> String.join(",", otherItems(setting));
      case Map<?, ?> map -> "one:two";
      case ControlPlaneConfig.Mode mode -> "global";
      default ->
          switch (setting.type().name()) {
            case "duration" -> "7m0s";
            case "quantity" -> "7Gi";
            default -> otherText(setting.key().toLowerCase(Locale.ROOT));
          };
    };
  }

  private static String otherText(String key) {
    if (key.endsWith(".cidr")) {
      return "10.0.0.0/8";
    }
    return switch (key) {
      case "higuma.log.format" -> "json";
      case "higuma.log.level" -> "warn";
      default -> key.startsWith("dpserver.authn.") ? "none" : "ipv4";
    };
  }

  private static List<String> otherItems(Setting<?> setting) {
    if (setting.key().endsWith("CIDRs")) {
      return List.of("10.1.0.0/16", "fd00:1::/32");
    }
    return isOfNumbers(setting) ? List.of("1", "2") : List.of("/one", "/two");
  }

  private static boolean isOfNumbers(Setting<?> setting) {
    return setting.type().equals(SettingType.NUMBERS);
  }

  private static String yamlOf(Setting<?> setting) {
    var yaml = new StringBuilder();
    String indent = "";
    for (String part : setting.key().split("\\.", -1)) {
      yaml.append(indent).append(part).append(":\n");
      indent += "  ";
    }
    String value =
        switch (setting.fallback()) {
          case List<?> list -> "[" + String.join(", ", otherItems(setting)) + "]";
          case Map<?, ?> map -> "{one: two}";
          default -> otherValue(setting);
        };
    return yaml.append(indent).append(value).append('\n').toString();
  }

  private static List<String> differences(Map<String, Object> some, Map<String, Object> others) {
    var keys = new ArrayList<String>();
    some.forEach((key, value) -> {
      if (!value.equals(others.get(key))) {
        keys.add(key);
      }
    });
    assertThat(others.keySet()).isEqualTo(new HashSet<>(some.keySet()));
    return keys;
  }

  private static Map<String, Object> componentsOf(ControlPlaneConfig config) throws Exception {
    var components = new TreeMap<String, Object>();
    collect("", config, components);
    return components;
  }

  private static void collect(String prefix, Record section, Map<String, Object> into)
      throws Exception {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      String path = prefix + component.getName();
      Object value = component.getAccessor().invoke(section);
      boolean isSection =
          value instanceof Record && value.getClass().getPackageName().endsWith(".config");
      if (isSection) {
        collect(path + ".", (Record) value, into);
      } else {
        into.put(KEYS_OF_OTHER_NAMES.getOrDefault(path, path), value);
      }
    }
  }
}
