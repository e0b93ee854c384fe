package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectedPods;
import io.higuma.inject.PodDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of a running sidecar is not as injection would make it now. */
final class OutdatedSidecar {
  /** What can be told also where the pod's own text is not known any more. */
  private static final List<String> SURE = List.of(" image", " resources");

  private OutdatedSidecar() {}

  /**
   * The differences.
   *
   * @param running the pod as it is stored
   * @param made the same pod as it would be stored now
   * @param source where {@code made} was made from
   */
  static List<PodDifferences.PlaceDifference> of(
      ObjectNode running, ObjectNode made, PodSource source) {
    var differences = new ArrayList<PodDifferences.PlaceDifference>();
    String isForm = form(running);
    String wouldBeForm = form(made);
    if (!isForm.equals(wouldBeForm)) {
      differences.add(new PodDifferences.PlaceDifference("form", isForm, wouldBeForm));
    }
    differences.addAll(PodDifferences.between(ours(running), ours(made)));
    if (source.exact()) {
      differences.addAll(PodDifferences.betweenDescriptions(running, made));
    } else {
      differences.removeIf(
          difference -> SURE.stream().noneMatch(place -> difference.place().contains(place)));
    }
    return differences;
  }

  private static String form(ObjectNode pod) {
    return SidecarReading.form(PodDraft.of(pod));
  }

  private static Map<String, ObjectNode> ours(ObjectNode pod) {
    var ours = new LinkedHashMap<String, ObjectNode>();
    for (ObjectNode container : InjectedPods.added(PodDraft.of(pod))) {
      ours.put(container.path("name").asText(), ComparableContainer.of(container));
    }
    return ours;
  }
}
