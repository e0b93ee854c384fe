package io.higuma.service;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.resource.ComputedLabels;

/**
 * What MeshServices are made with.
 *
 * @param labels that every object gets
 * @param selection how a MeshService names its data planes
 */
public record MeshServiceSettings(ComputedLabels labels, Selection selection) {
  /** How data planes are selected. */
  public enum Selection {
    BY_TAGS,
    /** Where inbounds have no tags. */
    BY_LABELS
  }

  public static MeshServiceSettings of(ControlPlaneConfig config) {
    return new MeshServiceSettings(
        new ComputedLabels(config.mode(), config.zoneName()),
        config.experimental().inboundTagsDisabled() ? Selection.BY_LABELS : Selection.BY_TAGS);
  }
}
