package io.higuma.check;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.explain.Gap;
import io.higuma.explain.LiveCluster;
import io.higuma.explain.Topic;
import java.util.List;

/** Whether the settings of the control plane can be read, and have no mistake. */
record SettingsCheck(LiveCluster.ControlPlane controlPlane) implements Check {
  private static final String CHECK = "settings";

  /** Those of the control plane; where they are not known, the defaults. */
  ControlPlaneConfig config() {
    return controlPlane.settings().config();
  }

  @Override
  public List<Finding> findings() {
    List<Finding> gaps =
        controlPlane.gaps().stream()
            .filter(gap -> gap.topic() == Topic.SETTINGS || gap.topic() == Topic.VARIABLES)
            .map(SettingsCheck::of)
            .limit(1) // What follows from what may not be read is no news.
            .toList();
    return gaps.isEmpty() ? List.of(Finding.ok(CHECK, "the settings have no mistake")) : gaps;
  }

  private static Finding of(Gap gap) {
    return gap.why().startsWith(LiveCluster.MISTAKES)
        ? Finding.error(CHECK, "the settings: " + gap.why(), "docs/reference/settings.md lists all")
        : Finding.skipped(CHECK, "not all settings are known, and defaults count", gap.why());
  }
}
