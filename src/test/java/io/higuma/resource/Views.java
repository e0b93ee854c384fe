package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Objects for tests, from YAML. */
final class Views {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Views() {}

  static JsonNode tree(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ResourceView of(ResourceKind kind, String yaml) {
    return new ResourceView(kind, tree(yaml));
  }
}
