package io.higuma.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fields that no version of Kubernetes has yet, anywhere in a pod. */
public final class FutureFields {
  /** They will never have anything else in them. */
  private static final Set<String> MAPS_OF_TEXTS =
      Set.of("nodeSelector", "matchLabels", "labels", "volumeAttributes");

  private final Dice dice;

  private FutureFields(Dice dice) {
    this.dice = dice;
  }

  /** A copy of the pod with such fields; with the same seed in the same places. */
  public static ObjectNode in(ObjectNode pod, long seed) {
    ObjectNode copy = pod.deepCopy();
    ObjectNode metadata = copy.withObjectProperty("metadata");
    ObjectNode annotations =
        metadata.get("annotations") instanceof ObjectNode present
            ? present
            : metadata.putObject("annotations");
    annotations.put("~/odd ~1 ~0 \"key\" ü", "kept");
    var fields = new FutureFields(new Dice(seed));
    fields.scatter(copy.withObjectProperty("spec"));
    fields.add(metadata);
    fields.add(copy);
    return copy;
  }

  private void scatter(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
        if (!MAPS_OF_TEXTS.contains(field.getKey())) {
          scatter(field.getValue());
        }
      }
      if (dice.oneIn(4)) {
        add(object);
      }
    } else {
      node.forEach(this::scatter);
    }
  }

  private void add(ObjectNode object) {
    ArrayNode values = object.putArray("future/~field");
    values.add(1.50).addNull().add(12345678901234567L).add(true);
    values.addObject().put("", "ü€😀\u2028\\\"").putNull("null");
  }
}
