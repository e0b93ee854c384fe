package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where a pod runs, in the words of its node's labels. */
final class NodeLabels {
  private NodeLabels() {}

  static Map<String, String> of(Pod pod, List<String> keys, PodSurroundings surroundings) {
    String node = pod.getSpec().getNodeName();
    if (node == null || node.isEmpty() || keys.isEmpty()) {
      return Map.of();
    }
    var copied = new TreeMap<String, String>();
    surroundings
        .node(node)
        .map(ObjectMetadata::labels)
        .orElse(Map.of())
        .forEach((key, value) -> {
          if (keys.contains(key)) {
            copied.put(key, value);
          }
        });
    return copied;
  }
}
