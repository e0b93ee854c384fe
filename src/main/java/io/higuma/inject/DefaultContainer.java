package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import java.util.List;

/** Lets kubectl logs and exec find the only container that is not ours. */
record DefaultContainer() implements PodMutator {
  @Override
  public void apply(PodDraft draft) {
    String key = Annotations.DEFAULT_CONTAINER.name();
    List<ObjectNode> containers = draft.containers();
    if (containers.size() == 1 && !draft.annotations().containsKey(key)) {
      draft.annotate(key, containers.getFirst().path("name").asText(""));
    }
  }
}
