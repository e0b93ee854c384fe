package io.higuma.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a certificate or key of a provided authority is. */
public sealed interface DataSource {
  Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** In a Secret of the mesh. */
  record InSecret(String name) implements DataSource {}

  /** In a file that the control plane can read. */
  record InFile(String path) implements DataSource {}

  /** In the Mesh itself. */
  record Inline(SecretValue value) implements DataSource {}

  /**
   * Reads one. Whatever it holds is in no message.
   *
   * @param node {@code secret}, {@code file}, {@code inline} (base64) or {@code inlineString}
   * @param found gets what is wrong
   * @return empty if something is
   */
  static Optional<DataSource> read(JsonNode node, FieldPath path, List<Violation> found) {
    if (node.isMissingNode() || node.isNull()) {
      found.add(new Violation(path, "has to be defined"));
      return Optional.empty();
    }
    var sources = new ArrayList<DataSource>();
    text(node, "secret").map(InSecret::new).ifPresent(sources::add);
    text(node, "file").map(InFile::new).ifPresent(sources::add);
    text(node, "inlineString").map(SecretValue::new).map(Inline::new).ifPresent(sources::add);
    text(node, "inline")
        .ifPresent(encoded ->
            decoded(encoded)
                .ifPresentOrElse(
                    value -> sources.add(new Inline(value)),
                    () -> found.add(new Violation(path.field("inline"), "must be base64"))));
    if (sources.size() == 1) {
      return Optional.of(sources.getFirst());
    }
    if (!sources.isEmpty() || !node.has("inline") || node.path("inline").asText().isEmpty()) {
      found.add(
          new Violation(
              path, "needs one, not empty, of: secret, file, inline (base64), inlineString"));
    }
    return Optional.empty();
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.of(node.path(field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(text -> !text.isEmpty());
  }

  private static Optional<SecretValue> decoded(String base64) {
    try {
      return Optional.of(
          new SecretValue(
              new String(
                  Base64.getDecoder().decode(WHITE_SPACE.matcher(base64).replaceAll("")),
                  StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
