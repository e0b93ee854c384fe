package io.higuma.containerpatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON pointer, taken apart.
 *
 * @param segments as they are written: {@code ~1} and {@code ~0} still escaped; at least one
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901</a>
 */
record JsonPath(List<String> segments) {
  JsonPath {
    segments = List.copyOf(segments);
  }

  /** Empty when the text does not begin with a slash. */
  static Optional<JsonPath> parse(String text) {
    if (!text.startsWith("/")) {
      return Optional.empty();
    }
    return Optional.of(new JsonPath(List.of(text.substring(1).split("/", -1))));
  }

  static String unescape(String segment) {
    return segment.indexOf('~') < 0 ? segment : segment.replace("~1", "/").replace("~0", "~");
  }

  /** Whether one of the two is, or is within, what the other points to. */
  boolean overlaps(JsonPath other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      if (!unescape(segments.get(i)).equals(unescape(other.segments.get(i)))) {
        return false;
      }
    }
    return true;
  }

  List<String> parents() {
    return segments.subList(0, segments.size() - 1);
  }

  String last() {
    return segments.getLast();
  }

  /** The pointer to the first {@code count} segments, for messages. */
  String prefix(int count) {
    var text = new ArrayList<>(segments.subList(0, count));
    return "/" + String.join("/", text);
  }

  @Override
  public String toString() {
    return prefix(segments.size());
  }
}
