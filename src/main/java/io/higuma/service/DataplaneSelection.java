package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshServiceSpec.Selector;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.dataplane.OwnTags;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.CoreName;
import io.higuma.resource.LabelView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which Dataplanes a MeshService stands for, and under which keys an index finds the one from the
 * other. A Dataplane has a key for each tag and label that sets it apart; a MeshService looks under
 * any of those that it asks for.
 */
public final class DataplaneSelection {
  /** What most Dataplanes of a namespace share, so that it would not narrow a search. */
  private static final Set<String> COMMON =
      Set.of(
          Labels.NAMESPACE.name(),
          Labels.ZONE.name(),
          Labels.ORIGIN.name(),
          Labels.ENVIRONMENT.name(),
          Labels.MESH.name(),
          Labels.PROXY_TYPE.name(),
          "kuma.io/protocol");

  private static final String TAG = "tag ";
  private static final String LABEL = "label ";
  private static final String NAME = "name ";

  private DataplaneSelection() {}

  /** Whether the Dataplane is one of those that serve. */
  public static boolean matches(MeshService service, Dataplane dataplane) {
    Selector selector = service.getSpec().selector();
    if (selector == null || !meshOf(service).equals(meshOf(dataplane))) {
      return false;
    }
    if (selector.dataplaneRef() != null) {
      return nameOf(dataplane).equals(selector.dataplaneRef().name());
    }
    if (selector.dataplaneLabels() != null) {
      return contains(labels(dataplane), selector.dataplaneLabels().matchLabels());
    }
    return !selector.dataplaneTags().isEmpty()
        && tags(dataplane).anyMatch(tags -> contains(tags, selector.dataplaneTags()));
  }

  /** All keys of a Dataplane; the last is that of everything in its mesh and namespace. */
  public static List<String> keys(Dataplane dataplane) {
    String mesh = meshOf(dataplane) + " ";
    var keys = new ArrayList<String>();
    tags(dataplane)
        .flatMap(tags -> tags.entrySet().stream())
        .filter(tag -> !COMMON.contains(tag.getKey()))
        .map(tag -> mesh + TAG + tag)
        .distinct()
        .forEach(keys::add);
    labels(dataplane).entrySet().stream()
        .filter(label -> !COMMON.contains(label.getKey()))
        .map(label -> mesh + LABEL + label)
        .forEach(keys::add);
    keys.add(mesh + NAME + nameOf(dataplane));
    keys.add(mesh);
    return keys;
  }

  /**
   * The keys of which every matching Dataplane has each, so that it is enough to look under one;
   * empty for a MeshService that selects nothing.
   */
  public static List<String> keys(MeshService service) {
    Selector selector = service.getSpec().selector();
    String mesh = meshOf(service) + " ";
    if (selector == null) {
      return List.of();
    }
    if (selector.dataplaneRef() != null) {
      return List.of(mesh + NAME + selector.dataplaneRef().name());
    }
    var byLabels = selector.dataplaneLabels();
    Map<String, String> wanted =
        byLabels == null ? selector.dataplaneTags() : byLabels.matchLabels();
    if (wanted.isEmpty() && byLabels == null) {
      return List.of();
    }
    List<String> keys =
        wanted.entrySet().stream()
            .filter(entry -> !COMMON.contains(entry.getKey()))
            .map(entry -> mesh + (byLabels == null ? TAG : LABEL) + entry)
            .toList();
    return keys.isEmpty() ? List.of(mesh) : keys;
  }

  static String meshOf(MeshService service) {
    return Optional.ofNullable(ObjectMetadata.labels(service).get(Labels.MESH.name()))
        .filter(mesh -> !mesh.isEmpty())
        .orElse(MeshSelection.DEFAULT_MESH);
  }

  static String meshOf(Dataplane dataplane) {
    String mesh = dataplane.getMesh();
    return mesh == null || mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  private static String nameOf(Dataplane dataplane) {
    return new CoreName(dataplane.getMetadata().getName(), dataplane.getMetadata().getNamespace())
        .toString();
  }

  /** Of a gateway its own, and of each inbound. */
  static Stream<Map<String, String>> tags(Dataplane dataplane) {
    var networking = OwnTags.of(dataplane).networking();
    if (networking == null) {
      return Stream.empty();
    }
    return Stream.concat(
        Stream.ofNullable(networking.gateway()).map(gateway -> gateway.tags()),
        networking.inbound().stream().map(Inbound::tags));
  }

  private static Map<String, String> labels(Dataplane dataplane) {
    Map<String, String> labels =
        LabelView.of(ObjectMetadata.labels(dataplane), ObjectMetadata.annotations(dataplane));
    String namespace = dataplane.getMetadata().getNamespace();
    if (namespace.equals(labels.getOrDefault(Labels.NAMESPACE.name(), namespace))) {
      return labels;
    }
    var own = new TreeMap<>(labels);
    own.put(Labels.NAMESPACE.name(), namespace);
    return own;
  }

  private static boolean contains(Map<String, String> all, Map<String, String> wanted) {
    return all.entrySet().containsAll(wanted.entrySet());
  }
}
