package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects of a make-believe cluster, by group, kind, namespace and name. */
final class ObjectSet {
  /**
   * What tells objects apart.
   *
   * @param group empty for the core group
   * @param namespace empty for objects of the whole cluster
   */
  private record Key(String group, String kind, String namespace, String name) {}

  private final Map<Key, Document> documents = new LinkedHashMap<>();
  private final String namespace;

  /**
   * An empty cluster.
   *
   * @param namespace of objects that name none
   */
  ObjectSet(String namespace) {
    this.namespace = namespace;
  }

  /** A later object replaces an earlier one of the same name. */
  void addAll(List<Document> added) {
    for (Document document : added) {
      Document placed = document.inNamespace(namespace);
      documents.put(
          new Key(placed.group(), placed.kind(), placed.namespace(), placed.name()), placed);
    }
  }

  /** In the order in which they were first given. */
  List<Document> all() {
    return List.copyOf(documents.values());
  }

  List<ObjectNode> objects() {
    return documents.values().stream().map(Document::object).toList();
  }
}
