package io.higuma.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.resource.LabelView;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * From a stored MeshService to the one that its Service asks for. Identities, state, host names and
 * the rest of the status are somebody else's, and stay.
 */
final class MeshServiceChange {
  private static final String DISPLAY_NAME = Annotations.DISPLAY_NAME.name();
  private static final ObjectMapper JSON = new ObjectMapper();

  private MeshServiceChange() {}

  /**
   * Whether it stands for the same as the desired one, or did before its owner was made anew under
   * the same name. Another one is not ours to change.
   */
  static boolean isOfSameOwner(MeshService stored, MeshService desired) {
    List<OwnerReference> owners = stored.getMetadata().getOwnerReferences();
    OwnerReference wanted = desired.getMetadata().getOwnerReferences().getFirst();
    return owners != null
        && !owners.isEmpty()
        && owners.getFirst().getKind().equals(wanted.getKind())
        && owners.getFirst().getApiVersion().equals(wanted.getApiVersion())
        && owners.getFirst().getName().equals(wanted.getName());
  }

  /** Empty if nothing has to change. */
  static Optional<ObjectNode> patch(MeshService stored, MeshService desired) {
    ObjectNode wanted = part(desired);
    String name = desired.getMetadata().getName();
    String display = ObjectMetadata.annotations(stored).get(DISPLAY_NAME);
    ObjectNode annotations = wanted.withObject("/metadata/annotations");
    if (display != null && name.equals(annotations.path(DISPLAY_NAME).asText())) {
      annotations.put(DISPLAY_NAME, display); // Whoever gave it another name may.
    }
    return MergePatch.between(part(stored), wanted);
  }

  private static ObjectNode part(MeshService object) {
    ObjectNode part = JSON.createObjectNode();
    ObjectNode metadata = part.putObject("metadata");
    metadata.set("labels", JSON.valueToTree(new TreeMap<>(ObjectMetadata.labels(object))));
    var annotations = new TreeMap<>(ObjectMetadata.annotations(object));
    annotations.keySet().retainAll(LabelView.STORED_AS_ANNOTATIONS);
    metadata.set("annotations", JSON.valueToTree(annotations));
    metadata
        .putArray("ownerReferences")
        .add(JSON.valueToTree(object.getMetadata().getOwnerReferences().getFirst()));
    ObjectNode spec = part.putObject("spec");
    spec.set("selector", JSON.valueToTree(object.getSpec().selector()));
    spec.set("ports", JSON.valueToTree(object.getSpec().ports()));
    part.putObject("status").set("vips", JSON.valueToTree(object.getStatus().vips()));
    return part;
  }
}
