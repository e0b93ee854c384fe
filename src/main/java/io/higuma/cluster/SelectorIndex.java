package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Finds the Services of a pod without looking at all of its namespace. A Service stands under one
 * label of its selector, since a pod that it selects has each of them.
 */
final class SelectorIndex {
  private SelectorIndex() {}

  /** Where a Service stands; it is one place. */
  static List<String> keys(Service service) {
    String namespace = service.getMetadata().getNamespace();
    Map<String, String> selector =
        service.getSpec() == null ? null : service.getSpec().getSelector();
    if (selector == null || selector.isEmpty()) {
      return List.of(withoutSelector(namespace));
    }
    Map.Entry<String, String> first =
        Collections.min(selector.entrySet(), Map.Entry.comparingByKey());
    return List.of(key(namespace, first.getKey(), first.getValue()));
  }

  /** Where the Services of a pod with these labels stand, and those without a selector. */
  static List<String> lookups(String namespace, Map<String, String> labels) {
    List<String> keys = entries(namespace, labels);
    keys.add(withoutSelector(namespace));
    return keys;
  }

  /** One for each label. */
  static List<String> entries(String namespace, Map<String, String> labels) {
    var keys = new ArrayList<String>(labels.size() + 1);
    labels.forEach((label, value) -> keys.add(key(namespace, label, value)));
    return keys;
  }

  /** No name of a namespace or label has these separators. */
  private static String key(String namespace, String label, String value) {
    return namespace + " " + label + "=" + value;
  }

  private static String withoutSelector(String namespace) {
    return namespace;
  }
}
