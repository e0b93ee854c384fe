package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies operations to a JSON document in place, as Kuma's patch library does: RFC 6902 with
 * parents made on add, and negative array indices that count from the end; what is added at {@code
 * -1} comes last, a missing parent too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a>
 */
final class JsonEditor {
  /** An index beyond this is a slip, not a list that anybody fills up with nulls. */
  private static final int MAX_PADDING = 1000;

  private static final int MAX_COPIED_NODES = 10_000;

  private final ObjectNode document;
  private int copiedNodes;

  JsonEditor(ObjectNode document) {
    this.document = document;
  }

  /** An operation that does not fit the document; the message names the pointer. */
  static final class DoesNotFit extends Exception {
    private static final long serialVersionUID = 1L;

    DoesNotFit(String message) {
      super(message, null, false, false);
    }
  }

  void apply(PatchOperation operation) throws DoesNotFit {
    switch (operation) {
      case PatchOperation.Add(var path, var value) -> {
        makeParents(path);
        add(path, value.deepCopy());
      }
      case PatchOperation.Replace(var path, var value) -> replace(path, value.deepCopy());
      case PatchOperation.Remove(var path) -> remove(path);
      case PatchOperation.Move(var from, var path) -> {
        JsonNode moved = get(from);
        remove(from);
        add(path, moved);
      }
      case PatchOperation.Copy(var from, var path) -> {
        JsonNode copied = get(from).deepCopy();
        countCopied(copied, path);
        add(path, copied);
      }
    }
  }

  /** Copies of copies double each time: a short patch could fill the memory. */
  private void countCopied(JsonNode node, JsonPath path) throws DoesNotFit {
    copiedNodes++;
    if (copiedNodes > MAX_COPIED_NODES) {
      throw new DoesNotFit("\"" + path + "\" would copy more than a container can hold into");
    }
    for (JsonNode child : node) {
      countCopied(child, path);
    }
  }

  private void makeParents(JsonPath path) throws DoesNotFit {
    List<String> segments = path.segments();
    JsonNode node = document;
    for (int i = 0; i < segments.size() - 1; i++) {
      String segment = segments.get(i);
      JsonNode child = child(node, segment);
      if (child == null || child.isNull()) {
        child = madeFor(segments.get(i + 1), path);
        putMissing(node, segment, child, path.prefix(i + 1));
      }
      node = child;
    }
  }

  /** What can hold this segment: a new array has nulls before it. */
  private JsonNode madeFor(String segment, JsonPath path) throws DoesNotFit {
    if (!isIndex(segment)) {
      return document.objectNode();
    }
    ArrayNode array = document.arrayNode();
    if (isNumber(segment)) {
      pad(array, Integer.parseInt(segment), path.toString());
    }
    return array;
  }

  /** A missing parent has the name that is written, still escaped: Kuma's patches are made so. */
  private void putMissing(JsonNode parent, String segment, JsonNode child, String at)
      throws DoesNotFit {
    switch (parent) {
      case ObjectNode object -> object.set(segment, child);
      case ArrayNode array when appends(segment) -> array.add(child);
      case ArrayNode array when isNumber(segment) -> {
        int index = Integer.parseInt(segment);
        if (index < 0) {
          throw new DoesNotFit("\"" + at + "\" does not exist in the container");
        }
        pad(array, index, at);
        if (index < array.size()) {
          array.set(index, child);
        } else {
          array.add(child);
        }
      }
      default ->
          throw new DoesNotFit(at + " can't be made: its parent is neither object nor array");
    }
  }

  private static void pad(ArrayNode array, int upTo, String at) throws DoesNotFit {
    if (upTo - array.size() > MAX_PADDING) {
      throw new DoesNotFit(at + " is far beyond the end of its array");
    }
    while (array.size() < upTo) {
      array.addNull();
    }
  }

  private void add(JsonPath path, JsonNode value) throws DoesNotFit {
    switch (parentOf(path)) {
      case ObjectNode object -> object.set(JsonPath.unescape(path.last()), value);
      case ArrayNode array when path.last().equals("-") -> array.add(value);
      case ArrayNode array -> array.insert(index(path, array.size() + 1), value);
      default -> throw notThere(path);
    }
  }

  private void replace(JsonPath path, JsonNode value) throws DoesNotFit {
    switch (parentOf(path)) {
      case ObjectNode object when object.has(JsonPath.unescape(path.last())) ->
          object.set(JsonPath.unescape(path.last()), value);
      case ArrayNode array -> array.set(index(path, array.size()), value);
      default -> throw notThere(path);
    }
  }

  private void remove(JsonPath path) throws DoesNotFit {
    switch (parentOf(path)) {
      case ObjectNode object when object.has(JsonPath.unescape(path.last())) ->
          object.remove(JsonPath.unescape(path.last()));
      case ArrayNode array -> array.remove(index(path, array.size()));
      default -> throw notThere(path);
    }
  }

  private JsonNode get(JsonPath path) throws DoesNotFit {
    JsonNode found = child(parentOf(path), path.last());
    if (found == null) {
      throw notThere(path);
    }
    return found;
  }

  private JsonNode parentOf(JsonPath path) throws DoesNotFit {
    JsonNode node = document;
    for (String segment : path.parents()) {
      node = child(node, segment);
      if (node == null) {
        throw notThere(path);
      }
    }
    return node;
  }

  private static @Nullable JsonNode child(JsonNode node, String segment) {
    return switch (node) {
      case ObjectNode object -> object.get(JsonPath.unescape(segment));
      case ArrayNode array when isNumber(segment) -> {
        int index = Integer.parseInt(segment);
        yield array.get(index < 0 ? array.size() + index : index);
      }
      default -> null;
    };
  }

  /** The position that the last segment names in an array with {@code places} places. */
  private static int index(JsonPath path, int places) throws DoesNotFit {
    String last = path.last();
    if (isNumber(last)) {
      int index = Integer.parseInt(last);
      int position = index < 0 ? places + index : index;
      if (position >= 0 && position < places) {
        return position;
      }
    }
    throw notThere(path);
  }

  /** What is added at the last place of an array comes after what is there. */
  private static boolean appends(String segment) {
    return segment.equals("-") || segment.equals("-1");
  }

  private static boolean isIndex(String segment) {
    return segment.equals("-") || isNumber(segment);
  }

  private static boolean isNumber(String segment) {
    int digits = segment.startsWith("-") ? 1 : 0;
    if (segment.length() == digits || segment.length() > digits + 9) {
      return false;
    }
    return segment.chars().skip(digits).allMatch(c -> c >= '0' && c <= '9');
  }

  private static DoesNotFit notThere(JsonPath path) {
    return new DoesNotFit("\"" + path + "\" does not exist in the container");
  }
}
