package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The objects of a make-believe cluster, by group, kind, namespace and name. */
public final class ObjectSet {
  static final String DEFAULT_NAMESPACE = "default";
  private static final Set<String> CLUSTER_SCOPED = Set.of("Namespace", "Node", "Mesh");

  /**
   * What tells objects apart.
   *
   * @param group empty for the core group
   * @param namespace empty for objects of the whole cluster
   */
  private record Key(String group, String kind, String namespace, String name) {}

  private final Map<Key, Document> documents = new LinkedHashMap<>();

  /** A later object replaces an earlier one of the same name. */
  public ObjectSet(List<Document> documents) {
    for (Document document : documents) {
      inNamespace(document);
      this.documents.put(
          new Key(document.group(), document.kind(), document.namespace(), document.name()),
          document);
    }
  }

  /** In the order in which they were given. */
  public List<Document> all() {
    return new ArrayList<>(documents.values());
  }

  /** As kubectl does: an object without a namespace goes to {@code default}. */
  static void inNamespace(Document document) {
    if (document.namespace().isEmpty()
        && !CLUSTER_SCOPED.contains(document.kind())
        && document.object().path("metadata") instanceof ObjectNode metadata) {
      metadata.put("namespace", DEFAULT_NAMESPACE);
    }
  }
}
