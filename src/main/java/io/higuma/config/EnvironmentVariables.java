package io.higuma.config;

import io.higuma.validation.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads settings from the environment. */
final class EnvironmentVariables {
  private static final List<String> PREFIXES = List.of("KUMA_", "HIGUMA_");

  /** A slip that is nearer to another variable than to the one that was meant. */
  private static final Map<String, String> SLIPS =
      Map.of(
          "KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_GID",
          "KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_GUI");

  private EnvironmentVariables() {}

  static void readInto(ConfigDraft draft, Map<String, String> environment) {
    Settings.ALL.forEach(setting -> read(setting, draft, environment));
    List<String> known = Settings.ALL.stream().map(Setting::variable).toList();
    environment.keySet().stream()
        .filter(name -> PREFIXES.stream().anyMatch(name::startsWith))
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(name -> warnOfSlip(name, known, draft));
  }

  private static <T> void read(
      Setting<T> setting, ConfigDraft draft, Map<String, String> environment) {
    String text = environment.get(setting.variable());
    if (text != null) {
      var origin = new Origin.Variable(setting.variable());
      draft.set(setting, setting.type().variable().parse(text), origin);
    }
  }

  /**
   * Kuma has variables without effect here, and Kubernetes makes some for Services. So an unknown
   * one is no news, unless it looks like a slip of the pen.
   */
  private static void warnOfSlip(String name, List<String> known, ConfigDraft draft) {
    Optional.ofNullable(SLIPS.get(name))
        .or(() -> Spelling.nearest(name, known))
        .ifPresent(meant ->
            draft.warn(
                "Variable %s is unknown and has no effect; did you mean %s?"
                    .formatted(Excerpt.name(name), meant)));
  }
}
