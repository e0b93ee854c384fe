package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.Names;
import io.higuma.units.ResourceQuantity;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A container without what the API server fills in, so that one that is stored can be compared with
 * one that is about to be. What differs from pod to pod goes too: the token's volume, and the
 * authorities, which are renewed without a restart.
 */
final class ComparableContainer {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "terminationMessagePath", "/dev/termination-log",
          "terminationMessagePolicy", "File",
          "scheme", "HTTP",
          "protocol", "TCP",
          "apiVersion", "v1",
          "divisor", "0",
          "timeoutSeconds", "1",
          "periodSeconds", "10",
          "successThreshold", "1",
          "failureThreshold", "3");

  /** The API server's default depends on the tag of the image. */
  private static final Set<String> LEFT_OUT = Set.of("imagePullPolicy");

  private ComparableContainer() {}

  /** A copy in the common form. */
  static ObjectNode of(ObjectNode container) {
    ObjectNode copy = container.deepCopy();
    LEFT_OUT.forEach(copy::remove);
    dropDefaults(copy);
    for (JsonNode variable : copy.path("env")) {
      if (variable.path("name").asText("").equals(Names.CA_CERTIFICATE_VARIABLE)) {
        ((ObjectNode) variable).remove("value");
      }
    }
    if (copy.path("volumeMounts") instanceof ArrayNode mounts) {
      dropTokenMount(mounts);
    }
    if (copy.path("resources") instanceof ObjectNode resources) {
      canonical(resources);
    }
    dropEmpty(copy);
    return copy;
  }

  private static void dropDefaults(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> isDefault(field.getKey(), field.getValue()));
    }
    node.forEach(ComparableContainer::dropDefaults);
  }

  /** An empty text is as good as none, in whichever way the API stores it. */
  private static boolean isDefault(String field, JsonNode value) {
    return value.isValueNode()
        && (value.asText().isEmpty() || value.asText().equals(DEFAULTS.get(field)));
  }

  private static void dropTokenMount(ArrayNode mounts) {
    for (Iterator<JsonNode> each = mounts.iterator(); each.hasNext(); ) {
      if (each.next().path("mountPath").asText("").equals(Names.TOKEN_DIRECTORY)) {
        each.remove();
      }
    }
  }

  /** A limit without a request is stored with a request of the same amount. */
  private static void canonical(ObjectNode resources) {
    for (String kind : List.of("requests", "limits")) {
      if (resources.path(kind) instanceof ObjectNode amounts) {
        for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
          ResourceQuantity.parse(amount.getValue().asText())
              .ifPresent(quantity -> amounts.put(amount.getKey(), quantity.canonical()));
        }
      }
    }
    for (Map.Entry<String, JsonNode> limit : resources.path("limits").properties()) {
      ObjectNode requests = resources.withObjectProperty("requests");
      if (!requests.has(limit.getKey())) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
  }

  private static void dropEmpty(ObjectNode container) {
    container
        .properties()
        .removeIf(field -> field.getValue().isContainerNode() && field.getValue().isEmpty());
  }
}
