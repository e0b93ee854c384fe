package io.higuma.containerpatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the operations of one list, keeping every mistake in them. */
final class OperationParser {
  /** Keeps a quantity such as {@code 1e3} as it is written. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /** No container is so deep, and what makes missing parents takes time for each. */
  private static final int MAX_DEPTH = 50;

  private static final int MAX_POINTER = 2000;

  private final List<Violation> violations = new ArrayList<>();

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  Optional<PatchOperation> parse(Operation raw, FieldPath at) {
    Optional<JsonPath> path = pointer(raw.path(), at.field("path"));
    return switch (raw.op()) {
      case "add" -> both(path, value(raw, at), PatchOperation.Add::new);
      case "replace" -> both(path, value(raw, at), PatchOperation.Replace::new);
      case "remove" -> path.map(PatchOperation.Remove::new);
      case "move" -> both(pointer(raw.from(), at.field("from")), path, PatchOperation.Move::new);
      case "copy" -> both(pointer(raw.from(), at.field("from")), path, PatchOperation.Copy::new);
      case null, default -> {
        violations.add(
            new Violation(
                at.field("op"), "must be add, remove, replace, move or copy", quoted(raw.op())));
        yield Optional.empty();
      }
    };
  }

  private Optional<JsonPath> pointer(@Nullable String text, FieldPath at) {
    if (text == null) {
      violations.add(new Violation(at, "must be given"));
      return Optional.empty();
    }
    if (text.length() > MAX_POINTER || text.chars().filter(c -> c == '/').count() > MAX_DEPTH) {
      violations.add(
          new Violation(
              at,
              "must have no more than %d characters and %d parts"
                  .formatted(MAX_POINTER, MAX_DEPTH)));
      return Optional.empty();
    }
    Optional<JsonPath> path = JsonPath.parse(text);
    if (path.isEmpty()) {
      violations.add(
          new Violation(at, "must be a JSON pointer that begins with a slash", quoted(text)));
    }
    return path;
  }

  private Optional<JsonNode> value(Operation raw, FieldPath at) {
    FieldPath field = at.field("value");
    if (raw.value() == null || raw.value().isBlank()) {
      violations.add(
          new Violation(
              field,
              "must hold JSON for op " + raw.op() + ": a text needs its own quotes, '\"text\"'"));
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(raw.value()));
    } catch (JsonProcessingException e) {
      violations.add(
          new Violation(
              field,
              "is not JSON at line %d, column %d; a text needs its own quotes, '\"text\"'"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr())));
      return Optional.empty();
    }
  }

  private static <A, B> Optional<PatchOperation> both(
      Optional<A> first,
      Optional<B> second,
      java.util.function.BiFunction<A, B, PatchOperation> make) {
    return first.flatMap(a -> second.map(b -> make.apply(a, b)));
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "absent" : "\"" + text + "\"";
  }
}
