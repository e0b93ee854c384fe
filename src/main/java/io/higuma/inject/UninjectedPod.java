package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;

/** An injected pod without what injection added, as far as the pod itself shows that. */
public final class UninjectedPod {
  private static final Set<String> VOLUMES =
      Set.of(
          Names.INIT_TMP,
          Names.SIDECAR_TMP,
          Names.BASE_CONFIG,
          Names.CUSTOM_CONFIG,
          Names.SPIRE_SOCKET,
          Names.CGROUP,
          Names.BPF);

  private UninjectedPod() {}

  /**
   * A copy without containers, volumes and mark of the injection, and with the probes as they were.
   * Labels and other annotations stay: the pod does not show who wrote them.
   */
  public static ObjectNode of(ObjectNode injected) {
    ObjectNode pod = injected.deepCopy();
    for (RewrittenProbes.RewrittenProbe probe : RewrittenProbes.of(PodDraft.of(pod))) {
      probe.container().set(probe.field(), probe.before());
    }
    JsonNode spec = pod.path("spec");
    remove(spec.path("initContainers"), InjectedPods::isAdded);
    remove(spec.path("containers"), InjectedPods::isAdded);
    remove(spec.path("volumes"), volume -> VOLUMES.contains(volume.path("name").asText()));
    if (pod.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(Annotations.SIDECAR_INJECTED.name());
    }
    return pod;
  }

  private static void remove(JsonNode list, Predicate<ObjectNode> added) {
    if (list instanceof ArrayNode array) {
      for (Iterator<JsonNode> elements = array.iterator(); elements.hasNext(); ) {
        if (elements.next() instanceof ObjectNode element && added.test(element)) {
          elements.remove();
        }
      }
    }
  }
}
