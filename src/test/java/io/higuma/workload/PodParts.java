package io.higuma.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The catalogue of what pods are made of; parts.yaml says how its sections are meant. */
final class PodParts {
  private static final Path CATALOGUE = RealPods.FOLDER.resolve("parts.yaml");

  private final JsonNode catalogue;

  private PodParts(JsonNode catalogue) {
    this.catalogue = catalogue;
  }

  static PodParts read() {
    try {
      return new PodParts(new YAMLMapper().readTree(CATALOGUE.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives an object one alternative of every so many groups of a section. */
  void merge(Dice dice, String section, int oneIn, ObjectNode into) {
    for (JsonNode group : catalogue.path(section)) {
      if (dice.oneIn(oneIn)) {
        into.setAll((ObjectNode) dice.oneOf(items(group)).deepCopy());
      }
    }
  }

  /** One entry of a section that is a list. */
  ObjectNode one(Dice dice, String section) {
    return (ObjectNode) dice.oneOf(items(catalogue.path(section))).deepCopy();
  }

  /** Some keys of a section that is a map, each with one of its values. */
  void some(Dice dice, String section, int oneIn, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> entry : catalogue.path(section).properties()) {
      if (dice.oneIn(oneIn)) {
        into.put(entry.getKey(), dice.oneOf(items(entry.getValue())).textValue());
      }
    }
  }

  private static List<JsonNode> items(JsonNode list) {
    return list.valueStream().toList();
  }
}
