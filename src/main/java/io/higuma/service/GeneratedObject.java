package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.dataplane.StoredForm;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object of a kind without a class of its own, as the control plane wants it.
 *
 * @param labels that it has to have; it may have others
 * @param owners empty for one that stands alone
 * @param fields of the top level, such as {@code spec}; what they lack may be there
 */
record GeneratedObject(
    ResourceKind kind,
    ObjectKey key,
    Map<String, String> labels,
    List<OwnerReference> owners,
    ObjectNode fields) {
  static final String MANAGER = "k8s-controller";

  private static final String API_VERSION = "kuma.io/v1alpha1";
  private static final ObjectMapper JSON = new ObjectMapper();

  GeneratedObject {
    labels = Map.copyOf(labels);
    owners = List.copyOf(owners);
    fields = fields.deepCopy();
  }

  /** Whether a control plane has made it, so that it may take it away. */
  static boolean isGenerated(HasMetadata object) {
    return MANAGER.equals(ObjectMetadata.labels(object).get(Labels.MANAGED_BY.name()));
  }

  /** As it is created: long labels are annotations, among them its name for people. */
  GenericKubernetesResource object() {
    var made = new GenericKubernetesResource();
    made.setApiVersion(API_VERSION);
    made.setKind(kind.kind());
    made.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(key.namespace().isEmpty() ? null : key.namespace())
            .withName(key.name())
            .withLabels(new TreeMap<>(labels))
            .withOwnerReferences(owners)
            .build());
    fields
        .properties()
        .forEach(field -> made.setAdditionalProperty(field.getKey(), field.getValue()));
    return StoredForm.metadata(made);
  }

  /** What is missing in a stored one or differs; empty if nothing. */
  Optional<ObjectNode> patch(GenericKubernetesResource stored) {
    ObjectNode wanted = fields.deepCopy();
    ObjectNode metadata = wanted.putObject("metadata");
    HasMetadata made = object();
    metadata.set("labels", JSON.valueToTree(made.getMetadata().getLabels()));
    var annotations = new TreeMap<>(made.getMetadata().getAnnotations());
    if (ObjectMetadata.annotations(stored).containsKey(Annotations.DISPLAY_NAME.name())) {
      annotations.remove(Annotations.DISPLAY_NAME.name()); // Whoever gave it another name may.
    }
    if (!annotations.isEmpty()) {
      metadata.set("annotations", JSON.valueToTree(annotations));
    }
    if (!owners.isEmpty()) {
      metadata.set("ownerReferences", JSON.valueToTree(owners));
    }
    ObjectNode patch = JSON.createObjectNode();
    addMissing(JSON.valueToTree(stored), wanted, patch);
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }

  private static void addMissing(JsonNode stored, JsonNode wanted, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
      JsonNode before = stored.path(entry.getKey());
      if (entry.getValue().isObject()) {
        ObjectNode nested = JSON.createObjectNode();
        addMissing(before, entry.getValue(), nested);
        if (!nested.isEmpty() || !before.isObject()) {
          patch.set(entry.getKey(), nested);
        }
      } else if (!before.equals(entry.getValue())) {
        patch.set(entry.getKey(), entry.getValue());
      }
    }
  }
}
