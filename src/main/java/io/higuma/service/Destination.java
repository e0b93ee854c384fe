package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.LabelView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A service that gets addresses: a MeshService, MeshExternalService or MeshMultiZoneService.
 *
 * @param labels all of them, the display name included
 * @param hostnames {@code status.addresses}
 * @param generators {@code status.hostnameGenerators}
 * @param vips addresses that it has
 * @param spec missing for a MeshService, of which nobody reads it here
 */
public record Destination(
    HasMetadata object,
    Map<String, String> labels,
    List<JsonNode> hostnames,
    List<JsonNode> generators,
    List<String> vips,
    JsonNode spec,
    JsonNode status) {
  /** The oldest first. */
  static final Comparator<Destination> BY_AGE =
      Comparator.comparing((Destination one) ->
              Objects.requireNonNullElse(one.object().getMetadata().getCreationTimestamp(), ""))
          .thenComparing(one -> one.object().getMetadata().getName())
          .thenComparing(one -> one.key().namespace());

  private static final ObjectMapper JSON = new ObjectMapper();

  public static Destination of(MeshService object) {
    return new Destination(
        object,
        labelsOf(object),
        object.getStatus().addresses(),
        object.getStatus().hostnameGenerators(),
        object.getStatus().vips().stream()
            .map(vip -> Objects.requireNonNullElse(vip.ip(), ""))
            .toList(),
        MissingNode.getInstance(),
        MissingNode.getInstance());
  }

  public static Destination of(GenericKubernetesResource object) {
    JsonNode status = JSON.valueToTree(object.getAdditionalProperties().get("status"));
    JsonNode single = status.path("vip").path("ip");
    return new Destination(
        object,
        labelsOf(object),
        list(status.path("addresses")),
        list(status.path("hostnameGenerators")),
        single.isTextual()
            ? List.of(single.textValue())
            : list(status.path("vips")).stream().map(vip -> vip.path("ip").asText("")).toList(),
        JSON.valueToTree(object.getAdditionalProperties().get("spec")),
        status);
  }

  private static Map<String, String> labelsOf(HasMetadata object) {
    var labels =
        new TreeMap<>(
            LabelView.of(ObjectMetadata.labels(object), ObjectMetadata.annotations(object)));
    String display = ObjectMetadata.annotations(object).get(Annotations.DISPLAY_NAME.name());
    if (display != null && !display.isEmpty()) {
      labels.put(Annotations.DISPLAY_NAME.name(), display);
    } else {
      labels.putIfAbsent(Annotations.DISPLAY_NAME.name(), object.getMetadata().getName());
    }
    return labels;
  }

  private static List<JsonNode> list(JsonNode node) {
    return node instanceof ArrayNode array ? List.copyOf(array.valueStream().toList()) : List.of();
  }

  /**
   * The same, in the namespace where it is: only in the system namespace, where synced objects are,
   * labels tell where an object is from. Else one that says to be of another namespace would take
   * host names there.
   */
  public Destination inItsNamespace(String systemNamespace) {
    String namespace = Objects.requireNonNullElse(object.getMetadata().getNamespace(), "");
    if (namespace.isEmpty()
        || namespace.equals(systemNamespace)
        || namespace.equals(label(Labels.NAMESPACE.name()))) {
      return this;
    }
    var own = new TreeMap<>(labels);
    own.put(Labels.NAMESPACE.name(), namespace);
    return new Destination(object, own, hostnames, generators, vips, spec, status);
  }

  ObjectKey key() {
    return ObjectKey.of(object);
  }

  String mesh() {
    String mesh = labels.getOrDefault(Labels.MESH.name(), "");
    return mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  String label(String key) {
    return labels.getOrDefault(key, "");
  }

  boolean matches(Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }
}
