package io.higuma.inject;

import io.higuma.metadata.Labels;
import java.util.Map;

/** Marks the pod as injected, so that a second pass and every reader can tell, and how. */
record InjectedMark(String mesh, Map<String, String> annotations) implements PodMutator {
  @Override
  public void apply(PodDraft draft) {
    draft.label(Labels.MESH.name(), mesh);
    annotations.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> draft.annotate(entry.getKey(), entry.getValue()));
  }
}
