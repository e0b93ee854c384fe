package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** Pieces of containers and volumes as the Kubernetes API writes them. */
final class ContainerJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ContainerJson() {}

  static ObjectNode object() {
    return JSON.objectNode();
  }

  static ArrayNode texts(Collection<String> texts) {
    ArrayNode array = JSON.arrayNode(texts.size());
    texts.forEach(array::add);
    return array;
  }

  static ArrayNode texts(String... texts) {
    ArrayNode array = JSON.arrayNode(texts.length);
    for (String text : texts) {
      array.add(text);
    }
    return array;
  }

  /** A number as parsing would give it: the typed model tells int and long apart. */
  static JsonNode number(long value) {
    return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
  }

  static ObjectNode variable(String name, String value) {
    ObjectNode variable = object().put("name", name);
    return value.isEmpty() ? variable : variable.put("value", value);
  }

  static ObjectNode mount(String volume, String path) {
    return object().put("name", volume).put("mountPath", path);
  }

  static ObjectNode readOnlyMount(String volume, String path) {
    return mount(volume, path).put("readOnly", true);
  }

  static ObjectNode emptyDir(String name) {
    ObjectNode volume = object().put("name", name);
    volume.putObject("emptyDir").put("sizeLimit", "10M");
    return volume;
  }

  static ObjectNode hostPath(String name, String path) {
    ObjectNode volume = object().put("name", name);
    volume.putObject("hostPath").put("path", path);
    return volume;
  }

  /** What the sidecar and kuma-validation may do: nothing but run as their user. */
  static ObjectNode unprivileged(long uid, long gid) {
    ObjectNode context =
        object()
            .put("runAsUser", uid)
            .put("runAsGroup", gid)
            .put("readOnlyRootFilesystem", true)
            .put("allowPrivilegeEscalation", false);
    context.putObject("capabilities").putArray("drop").add("ALL");
    return context;
  }
}
