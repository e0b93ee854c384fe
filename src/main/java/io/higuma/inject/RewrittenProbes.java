package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads from an injected pod which probes go through the sidecar, and what they were before. */
public final class RewrittenProbes {
  private RewrittenProbes() {}

  /**
   * A probe that goes through the sidecar.
   *
   * @param container the container that has it
   * @param field {@code livenessProbe}, {@code readinessProbe} or {@code startupProbe}
   * @param before as its user wrote it, as far as the pod tells
   * @param now as it is in the pod
   */
  public record RewrittenProbe(String container, String field, ObjectNode before, ObjectNode now) {}

  /** All of them, init containers first. */
  public static List<RewrittenProbe> of(PodDraft pod) {
    var restorer = new ProbeRestorer(ProbeRouting.written(pod.annotations()));
    var found = new ArrayList<RewrittenProbe>();
    ProbeRewriter.reached(pod.initContainers(), pod.containers())
        .forEach(container -> {
          for (String field : ProbeRewriter.PROBES) {
            if (container.get(field) instanceof ObjectNode probe) {
              restorer
                  .restored(probe)
                  .ifPresent(before ->
                      found.add(
                          new RewrittenProbe(
                              container.path("name").asText(""), field, before, probe)));
            }
          }
        });
    return found;
  }
}
