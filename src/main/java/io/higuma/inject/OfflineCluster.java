package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.containerpatch.CheckedPatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that the objects of some files make. Every namespace is there.
 *
 * @param objects Kubernetes objects of any kind; those that play no part are left out
 * @param systemNamespace where ContainerPatches and ConfigMaps are looked for
 * @param otherNamespaces what a namespace has that is not among the objects
 */
public record OfflineCluster(
    List<ObjectNode> objects, String systemNamespace, NamespaceMetadata otherNamespaces)
    implements ClusterView {
  private static final Set<String> KUMA_KINDS = Set.of("Mesh", "ContainerPatch");
  private static final Set<String> CORE_KINDS = Set.of("Namespace", "Service", "ConfigMap");

  public OfflineCluster {
    objects = objects.stream().filter(OfflineCluster::playsAPart).toList();
  }

  /** A cluster whose other namespaces have no labels. */
  public OfflineCluster(List<ObjectNode> objects, String systemNamespace) {
    this(objects, systemNamespace, NamespaceMetadata.BARE);
  }

  @Override
  public Optional<NamespaceMetadata> namespace(String name) {
    return Optional.of(
        named("Namespace", "", name)
            .map(
                found -> new NamespaceMetadata(texts(found, "labels"), texts(found, "annotations")))
            .orElse(otherNamespaces));
  }

  @Override
  public Optional<NamespaceMetadata> namespaceAnew(String name) {
    return namespace(name);
  }

  @Override
  public boolean meshExists(String name) {
    return named("Mesh", "", name).isPresent();
  }

  @Override
  public List<ServiceMetadata> services(String namespace) {
    return ofKind("Service", namespace)
        .map(service ->
            new ServiceMetadata(
                texts(service, "labels"),
                texts(service, "annotations"),
                texts(service.path("spec").path("selector"))))
        .toList();
  }

  @Override
  public Optional<FoundPatch> containerPatch(String name, List<String> namespaces) {
    return namespaces.stream()
        .flatMap(namespace ->
            named("ContainerPatch", namespace, name)
                .map(found -> new FoundPatch(namespace, checked(name, found)))
                .stream())
        .findFirst();
  }

  private static CheckedPatch checked(String name, ObjectNode patch) {
    return CheckedPatch.of(
        name,
        new ContainerPatchSpec(
            operations(patch.path("spec").path("initPatch")),
            operations(patch.path("spec").path("sidecarPatch"))));
  }

  @Override
  public ConfigMapEntry transparentProxyConfig(String configMap) {
    Optional<ObjectNode> found = named("ConfigMap", systemNamespace, configMap);
    if (found.isEmpty()) {
      return new ConfigMapEntry.NoConfigMap();
    }
    String content = found.get().path("data").path("config.yaml").asText("");
    return content.isEmpty() ? new ConfigMapEntry.Empty() : new ConfigMapEntry.Found(content);
  }

  private Optional<ObjectNode> named(String kind, String namespace, String name) {
    return ofKind(kind, namespace)
        .filter(object -> object.path("metadata").path("name").asText("").equals(name))
        .findFirst();
  }

  private static boolean playsAPart(ObjectNode object) {
    String kind = object.path("kind").asText("");
    return switch (object.path("apiVersion").asText("")) {
      case "v1" -> CORE_KINDS.contains(kind);
      case "kuma.io/v1alpha1" -> KUMA_KINDS.contains(kind);
      default -> false;
    };
  }

  /** The kinds that play a part have different names, so the group needs no second look. */
  private Stream<ObjectNode> ofKind(String kind, String namespace) {
    return objects.stream()
        .filter(object -> object.path("kind").asText("").equals(kind))
        .filter(object ->
            namespace.isEmpty()
                || object.path("metadata").path("namespace").asText("default").equals(namespace));
  }

  private static List<Operation> operations(JsonNode list) {
    return list.valueStream()
        .map(operation ->
            new Operation(
                text(operation, "from"),
                text(operation, "op"),
                text(operation, "path"),
                text(operation, "value")))
        .toList();
  }

  private static @Nullable String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  private static Map<String, String> texts(ObjectNode object, String field) {
    return texts(object.path("metadata").path(field));
  }

  private static Map<String, String> texts(JsonNode values) {
    var texts = new LinkedHashMap<String, String>();
    values.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText("")));
    return texts;
  }
}
