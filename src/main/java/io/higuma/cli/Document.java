package io.higuma.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * An object from a file.
 *
 * @param object as it stands there
 * @param file the file as the user named it; {@code -} is stdin
 * @param position which document of the file, and which item where the document is a List: {@code
 *     document 2, items[3]}
 */
record Document(ObjectNode object, String file, String position) {
  private static final Set<String> CLUSTER_SCOPED = Set.of("Namespace", "Node", "Mesh");

  String kind() {
    return object.path("kind").asText();
  }

  /** The group of {@code apiVersion}; empty for the core group. */
  String group() {
    String version = object.path("apiVersion").asText();
    int slash = version.indexOf('/');
    return slash < 0 ? "" : version.substring(0, slash);
  }

  String name() {
    String name = object.path("metadata").path("name").asText();
    return name.isEmpty() ? object.path("metadata").path("generateName").asText() : name;
  }

  /** Empty where none is given. */
  String namespace() {
    return object.path("metadata").path("namespace").asText();
  }

  /** As kubectl does: an object without a namespace goes to this one. The object stays as it is. */
  Document inNamespace(String namespace) {
    if (!namespace().isEmpty()
        || CLUSTER_SCOPED.contains(kind())
        || !(object.path("metadata") instanceof ObjectNode metadata)) {
      return this;
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode().setAll(object);
    copy.set("metadata", metadata.deepCopy().put("namespace", namespace));
    return new Document(copy, file, position);
  }

  /** For messages: {@code pod.yaml, document 1 (Pod demo/web)}. */
  String describe() {
    String name = namespace().isEmpty() ? name() : namespace() + "/" + name();
    String object = (kind() + " " + name).strip();
    return "%s, %s%s"
        .formatted(Documents.shown(file), position, object.isEmpty() ? "" : " (" + object + ")")
        .replaceAll("\\p{Cntrl}", "?"); // a name must not write a line or a colour of its own
  }

  InputException refused(String reason) {
    return InputException.refused(describe() + ": " + reason);
  }
}
