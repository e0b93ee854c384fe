package io.higuma.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.higuma.yaml.YamlText;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How results are printed. */
enum Output {
  yaml,
  json;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Nothing for no result; several are YAML documents, or one List in JSON. */
  void print(List<?> results, PrintStream out) {
    if (results.isEmpty()) {
      return;
    }
    out.print(
        switch (this) {
          case yaml -> results.stream().map(YamlText::of).collect(Collectors.joining("---\n"));
          case json -> json(results.size() == 1 ? results.getFirst() : list(results)) + "\n";
        });
    out.flush();
  }

  private static Map<String, Object> list(List<?> results) {
    return new TreeMap<>(Map.of("apiVersion", "v1", "kind", "List", "items", results));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of our own cannot be printed", e);
    }
  }
}
