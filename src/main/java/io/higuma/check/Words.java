package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.stream.Collectors;

/** How things are called in findings. */
final class Words {
  private static final int MOST = 8;

  private Words() {}

  /** {@code a, b and 3 more}. */
  static String some(Collection<String> names) {
    String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
    return names.size() <= MOST ? first : "%s and %d more".formatted(first, names.size() - MOST);
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asText("");
  }

  /** With the namespace, if it is in one. */
  static String fullName(JsonNode object) {
    String namespace = object.path("metadata").path("namespace").asText("");
    return namespace.isEmpty() ? name(object) : namespace + "/" + name(object);
  }
}
