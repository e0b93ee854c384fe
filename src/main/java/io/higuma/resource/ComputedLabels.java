package io.higuma.resource;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The labels that this control plane gives to an object of any kind, in the label view. Admission
 * and controllers ask the same, so that neither undoes what the other wrote.
 *
 * @param zone name of the zone that this control plane serves
 */
public record ComputedLabels(Mode mode, String zone) {
  private static final String LOCAL = "zone";
  private static final String GLOBAL = "global";

  /**
   * All labels of an object: those that it has, and ours. Ours are filled in where there is none,
   * but for role, proxy, service account and workload, which are overwritten, and for the origin of
   * what was made here.
   *
   * @param existing of the label view; not changed
   */
  public Map<String, String> of(ResourceKind kind, Map<String, String> existing, LabelFacts facts) {
    var labels = new TreeMap<>(existing);
    if (kind.isInMesh()) {
      labels.putIfAbsent(
          Labels.MESH.name(), facts.mesh().isEmpty() ? MeshSelection.DEFAULT_MESH : facts.mesh());
    }
    boolean isMadeHere = facts.source() == LabelFacts.Source.HERE;
    if (mode == Mode.ZONE && kind.sync().isFromZone()) {
      if (isMadeHere) {
        labels.remove(Labels.ORIGIN.name(), GLOBAL);
      }
      labels.putIfAbsent(Labels.ORIGIN.name(), LOCAL);
      if (!GLOBAL.equals(labels.get(Labels.ORIGIN.name()))) {
        labels.putIfAbsent(Labels.ZONE.name(), zone);
        labels.putIfAbsent(Labels.ENVIRONMENT.name(), "kubernetes");
      }
    }
    if (!facts.namespace().isEmpty() && (isMadeHere || isLocal(labels))) {
      labels.putIfAbsent(Labels.NAMESPACE.name(), facts.namespace());
      facts.role().ifPresent(role -> labels.put(Labels.POLICY_ROLE.name(), role.value()));
    }
    facts.proxy().ifPresent(proxy -> proxy.mark(labels));
    if (!facts.serviceAccount().isEmpty()) {
      labels.put(Annotations.SERVICE_ACCOUNT.name(), facts.serviceAccount());
    }
    if (!facts.workload().isEmpty()) {
      labels.put(Annotations.WORKLOAD.name(), facts.workload());
    }
    return labels;
  }

  /** Whether an object with these labels was made here. */
  public boolean isLocal(Map<String, String> labels) {
    String origin = labels.get(Labels.ORIGIN.name());
    return switch (mode) {
      case ZONE -> origin == null || origin.equals(LOCAL);
      case GLOBAL -> origin == null || origin.equals(GLOBAL);
    };
  }
}
