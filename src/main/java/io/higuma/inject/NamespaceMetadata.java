package io.higuma.inject;

import java.util.Map;

/** What injection reads of a namespace. */
public record NamespaceMetadata(Map<String, String> labels, Map<String, String> annotations) {
  /** A namespace without labels and annotations. */
  public static final NamespaceMetadata BARE = new NamespaceMetadata(Map.of(), Map.of());

  public NamespaceMetadata {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
