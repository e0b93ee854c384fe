package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.explain.ApiObjects;
import io.higuma.explain.ApiObjects.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads objects in pages, and no more of them than a person can wait for. */
public record ClusterReader(ApiObjects api) {
  private static final int PAGE = 500;
  private static final int PAGES = 20;

  /**
   * How much of a list was read.
   *
   * @param complete whether that was all
   */
  public record Extent(int objects, boolean complete) {}

  /** One object; empty if it is not there. */
  public Known<Optional<ObjectNode>> one(String path) {
    return switch (api.get(path)) {
      case Answer.Found(var object) -> new Known.Value<>(Optional.of(object));
      case Answer.Missing() -> new Known.Value<>(Optional.empty());
      case Answer.Denied(var why) -> new Known.Denied<>(why);
    };
  }

  /** All objects of a list. A kind that the API server does not know has none. */
  public Known<List<ObjectNode>> list(String path) {
    var items = new ArrayList<ObjectNode>();
    return each(path, items::add).map(extent -> List.copyOf(items));
  }

  /** The same one by one, so that they need not be kept. */
  public Known<Extent> each(String path, Consumer<ObjectNode> consumer) {
    return each(path, PAGE, PAGES, consumer);
  }

  /** The same in pages of that size, and so many of them. */
  public Known<Extent> each(String path, int size, int pages, Consumer<ObjectNode> consumer) {
    int read = 0;
    String next = "";
    for (int page = 0; page < pages; page++) {
      String query =
          "%s%slimit=%d%s"
              .formatted(
                  path,
                  path.contains("?") ? "&" : "?",
                  size,
                  next.isEmpty() ? "" : "&continue=" + encoded(next));
      switch (api.get(query)) {
        case Answer.Missing() -> {
          return new Known.Value<>(new Extent(read, true));
        }
        case Answer.Denied(var why) -> {
          // A list that ages away while it is read has told what it told.
          return page == 0 ? new Known.Denied<>(why) : new Known.Value<>(new Extent(read, false));
        }
        case Answer.Found(var list) -> {
          for (JsonNode item : list.path("items")) {
            if (item instanceof ObjectNode object) {
              consumer.accept(object);
              read++;
            }
          }
          next = list.path("metadata").path("continue").asText("");
        }
      }
      if (next.isEmpty()) {
        return new Known.Value<>(new Extent(read, true));
      }
    }
    return new Known.Value<>(new Extent(read, false));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
