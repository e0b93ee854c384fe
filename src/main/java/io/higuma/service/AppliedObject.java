package io.higuma.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import java.util.List;
import java.util.Optional;

/**
 * An object of Kubernetes as we want it, which remembers in an annotation what we wanted. Others
 * may add to it: see {@link ThreeWayMerge}.
 */
final class AppliedObject {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAST = Annotations.LAST_APPLIED.name();
  private static final List<String> METADATA = List.of("labels", "annotations", "ownerReferences");

  private AppliedObject() {}

  /** As it is created. */
  static HasMetadata of(HasMetadata wanted) {
    ObjectNode tree = JSON.valueToTree(wanted);
    remember(tree, ours(wanted));
    return JSON.convertValue(tree, wanted.getClass());
  }

  /**
   * What has to change, bound to the version that is stored; empty if nothing.
   *
   * @param adopted fields of the top of {@code spec} that stay as another control plane made them
   */
  static Optional<ObjectNode> patch(HasMetadata stored, HasMetadata wanted, String... adopted) {
    JsonNode last = last(stored);
    ObjectNode ours = ours(wanted);
    for (String field : adopted) {
      if (last.path("spec").path(field).isMissingNode()) {
        ours.withObject("/spec").remove(field);
      }
    }
    ObjectNode before = ours(stored);
    ObjectNode after = ThreeWayMerge.of(last, ours, before).deepCopy(); // Parts are shared.
    remember(after, ours);
    return MergePatch.between(before, after)
        .map(patch -> {
          patch
              .withObject("/metadata")
              .put("resourceVersion", stored.getMetadata().getResourceVersion());
          return patch;
        });
  }

  private static ObjectNode ours(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(object);
    ObjectNode part = JSON.createObjectNode();
    part.putObject("metadata").setAll(tree.withObject("/metadata").retain(METADATA));
    part.set("spec", tree.path("spec"));
    return part;
  }

  private static void remember(ObjectNode object, ObjectNode ours) {
    object.withObject("/metadata/annotations").put(LAST, ours.toString());
  }

  private static JsonNode last(HasMetadata stored) {
    String text = ObjectMetadata.annotations(stored).get(LAST);
    if (text == null) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // Somebody changed it; it is written anew.
    }
  }
}
