package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.explain.ApiObjects;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An API server of a few objects, which gives lists two at a time. */
final class StoredInMemory implements ApiObjects {
  private static final int PAGE = 2;

  private final List<ObjectNode> objects = new ArrayList<>();
  private final Set<String> forbidden = new HashSet<>();

  StoredInMemory(String yaml) throws InputException {
    for (JsonNode one : YamlReader.read("objects.yaml", yaml)) {
      objects.add((ObjectNode) one);
    }
  }

  /** Refuses each request for this. */
  StoredInMemory without(String plural) {
    forbidden.add(plural);
    return this;
  }

  @Override
  public Answer get(String path) {
    String[] parts = path.split("\\?", 2);
    List<String> words = new ArrayList<>(List.of(parts[0].substring(1).split("/")));
    String root = words.removeFirst();
    int version = root.equals("api") ? 1 : 2;
    words.subList(0, version).clear();
    String namespace = "";
    if (words.size() > 1 && words.getFirst().equals("namespaces")) {
      namespace = words.get(1);
      words.subList(0, 2).clear();
    }
    String plural = words.getFirst();
    if (forbidden.contains(plural)) {
      return new Answer.Denied(plural + " is forbidden");
    }
    String in = namespace;
    List<ObjectNode> found =
        objects.stream()
            .filter(one -> plural(one).equals(plural))
            .filter(one -> in.isEmpty() || of(one, "namespace").equals(in))
            .toList();
    if (words.size() > 1) {
      return found.stream()
          .filter(one -> of(one, "name").equals(words.get(1)))
          .findFirst()
          .<Answer>map(one -> new Answer.Found(one.deepCopy()))
          .orElseGet(Answer.Missing::new);
    }
    return new Answer.Found(page(found, parts.length > 1 ? parts[1] : ""));
  }

  private static ObjectNode page(List<ObjectNode> all, String query) {
    int token = query.indexOf("continue=");
    int from = token < 0 ? 0 : Integer.parseInt(query.substring(token + "continue=".length()));
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    int to = Math.min(all.size(), from + PAGE);
    all.subList(from, to).forEach(one -> list.withArray("items").add(one.deepCopy()));
    if (to < all.size()) {
      list.putObject("metadata").put("continue", Integer.toString(to));
    }
    return list;
  }

  private static String plural(ObjectNode object) {
    String kind = object.path("kind").asText();
    return ResourceKind.of(kind)
        .map(ResourceKind::plural)
        .orElseGet(() -> kind.toLowerCase(Locale.ROOT) + "s");
  }

  private static String of(ObjectNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }
}
