package io.higuma.mesh;

import io.higuma.validation.SpecNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a certificate or key of a provided authority is. */
public sealed interface DataSource {
  List<String> SOURCES = List.of("secret", "file", "inline", "inlineString");
  Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** In a Secret of the mesh. */
  record InSecret(String name) implements DataSource {}

  /** In a file that the control plane can read. */
  record InFile(String path) implements DataSource {}

  /** In the Mesh itself. */
  record Inline(SecretValue value) implements DataSource {}

  /**
   * Reads one, and notes what is wrong with it. Whatever it holds is in no message.
   *
   * @param source {@code secret}, {@code file}, {@code inline} (base64) or {@code inlineString}
   * @return empty if something is wrong
   */
  static Optional<DataSource> read(SpecNode source) {
    if (source.isAbsent()) {
      source.reject("has to be defined");
      return Optional.empty();
    }
    if (!source.isObject()) {
      return Optional.empty();
    }
    List<SpecNode> given = SOURCES.stream().map(source::field).filter(SpecNode::isPresent).toList();
    List<SpecNode> chosen = given.stream().filter(field -> !field.textOrEmpty().isEmpty()).toList();
    if (given.isEmpty()) {
      source.reject("data source has to be chosen. Available sources: secret, file, inline");
    } else if (chosen.isEmpty()) {
      given.getFirst().reject("cannot be empty");
    } else if (chosen.size() > 1) {
      source.reject("must have one data source only, of: " + String.join(", ", SOURCES));
    }
    return chosen.size() == 1 ? read(source, chosen.getFirst()) : Optional.empty();
  }

  private static Optional<DataSource> read(SpecNode source, SpecNode chosen) {
    String text = chosen.textOrEmpty();
    if (chosen.path().equals(source.path().field("secret"))) {
      return Optional.of(new InSecret(text));
    }
    if (chosen.path().equals(source.path().field("file"))) {
      return Optional.of(new InFile(text));
    }
    if (chosen.path().equals(source.path().field("inlineString"))) {
      return Optional.of(new Inline(new SecretValue(text)));
    }
    Optional<DataSource> decoded = decoded(text).map(Inline::new);
    if (decoded.isEmpty()) {
      chosen.reject("must be base64");
    }
    return decoded;
  }

  private static Optional<SecretValue> decoded(String base64) {
    try {
      return Optional.of(
          new SecretValue(
              new String(
                  Base64.getDecoder().decode(WHITE_SPACE.matcher(base64).replaceAll("")),
                  StandardCharsets.US_ASCII)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // The user is told.
    }
  }
}
