package io.higuma.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An object from a file.
 *
 * @param object as it stands there
 * @param file the file as the user named it; {@code -} is stdin
 * @param position which document of the file, and which item where the document is a List: {@code
 *     document 2, items[3]}
 */
public record Document(ObjectNode object, String file, String position) {
  public String kind() {
    return object.path("kind").asText();
  }

  /** The group of {@code apiVersion}; empty for the core group. */
  public String group() {
    String version = object.path("apiVersion").asText();
    int slash = version.indexOf('/');
    return slash < 0 ? "" : version.substring(0, slash);
  }

  public String name() {
    String name = object.path("metadata").path("name").asText();
    return name.isEmpty() ? object.path("metadata").path("generateName").asText() : name;
  }

  /** Empty where none is given. */
  public String namespace() {
    return object.path("metadata").path("namespace").asText();
  }

  /** For messages: {@code pod.yaml, document 1 (Pod demo/web)}. */
  public String describe() {
    String name = namespace().isEmpty() ? name() : namespace() + "/" + name();
    return "%s, %s (%s)".formatted(Documents.shown(file), position, (kind() + " " + name).strip());
  }

  InputException refused(String reason) {
    return InputException.refused(describe() + ": " + reason);
  }
}
