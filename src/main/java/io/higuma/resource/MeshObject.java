package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object as the mesh knows it, wherever it is stored: in Kubernetes, or as a Universal control
 * plane would have it. Nobody changes what is in it.
 *
 * @param mesh empty for kinds that are in no mesh
 * @param name with its namespace where it has one: {@code backend.shop}
 * @param labels all of them, computed ones and the display name included
 * @param spec missing if there is none
 * @param status missing if there is none
 */
public record MeshObject(
    ResourceKind kind,
    String mesh,
    String name,
    SortedMap<String, String> labels,
    JsonNode spec,
    JsonNode status) {
  public MeshObject {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** One of the labels; empty if there is none. */
  public String label(String key) {
    return labels.getOrDefault(key, "");
  }

  public String displayName() {
    String label = label(Annotations.DISPLAY_NAME.name());
    return label.isEmpty() ? name : label;
  }

  public String zone() {
    return label(Labels.ZONE.name());
  }

  public String namespace() {
    return label(Labels.NAMESPACE.name());
  }

  /** Whether it has each of these labels. */
  public boolean hasLabels(Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }

  public Kri kri() {
    return kri("");
  }

  /** The name of one of its parts. */
  public Kri kri(String section) {
    return new Kri(kind.shortName().orElse(""), mesh, zone(), namespace(), displayName(), section);
  }
}
