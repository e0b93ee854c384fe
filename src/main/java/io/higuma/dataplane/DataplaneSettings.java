package io.higuma.dataplane;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ComputedLabels;
import java.util.List;

/**
 * What the configuration says about Dataplanes.
 *
 * @param zone name of the zone; empty leaves it out
 * @param systemNamespace the namespace of the control plane
 * @param workloadLabels pod labels of which the first that is set names the workload
 * @param nodeLabelsToCopy labels of the node that go to the inbounds, or to the Dataplane when
 *     inbounds have no tags
 * @param ignoredServiceSelectorLabels labels in the selectors of Services that do not decide
 *     whether a pod belongs to the Service
 * @param inboundTags whether inbounds have tags
 * @param outbounds who knows the addresses of Services
 */
public record DataplaneSettings(
    Mode mode,
    String zone,
    String systemNamespace,
    List<String> workloadLabels,
    List<String> nodeLabelsToCopy,
    List<String> ignoredServiceSelectorLabels,
    InboundTags inboundTags,
    Outbounds outbounds) {
  /** Whether inbounds say what they serve in tags. */
  public enum InboundTags {
    WRITTEN,
    LEFT_OUT
  }

  /** Where the addresses of the Services of the mesh stand. */
  public enum Outbounds {
    /** Elsewhere, for all Dataplanes of the mesh. */
    AS_VIPS,
    /** On each Dataplane. */
    ON_DATAPLANE
  }

  public DataplaneSettings {
    workloadLabels = List.copyOf(workloadLabels);
    nodeLabelsToCopy = List.copyOf(nodeLabelsToCopy);
    ignoredServiceSelectorLabels = List.copyOf(ignoredServiceSelectorLabels);
  }

  ComputedLabels labels() {
    return new ComputedLabels(mode, zone);
  }

  public static DataplaneSettings of(ControlPlaneConfig config) {
    return new DataplaneSettings(
        config.mode(),
        config.zoneName(),
        config.systemNamespace(),
        config.runtime().kubernetes().workloadLabels(),
        config.injector().nodeLabelsToCopy(),
        config.injector().ignoredServiceSelectorLabels(),
        config.experimental().inboundTagsDisabled() ? InboundTags.LEFT_OUT : InboundTags.WRITTEN,
        config.experimental().kubeOutboundsAsVIPs() ? Outbounds.AS_VIPS : Outbounds.ON_DATAPLANE);
  }
}
