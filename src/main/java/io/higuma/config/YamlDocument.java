package io.higuma.config;

import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML text as a tree of nodes. Nothing in it is converted or constructed, so that no tag has an
 * effect, and aliases take no room.
 */
sealed interface YamlDocument {
  int MAX_BYTES = 1 << 20;
  int MAX_DEPTH = 50;
  int MAX_ALIASES = 50;

  /** Nothing but space and comments. */
  record Empty() implements YamlDocument {}

  record Root(YamlValue value) implements YamlDocument {}

  /**
   * Cannot be read.
   *
   * @param problem goes on after the name of the file; quotes nothing of it
   */
  record Malformed(String problem) implements YamlDocument {}

  static YamlDocument parse(String text) {
    if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return new Malformed("is larger than 1 MiB");
    }
    try {
      Node root = compose(withoutTabsInJson(text));
      return root == null ? new Empty() : new Root(new YamlValue(root));
    } catch (MarkedYAMLException e) {
      return new Malformed(
          "is not well-formed YAML" + position(e.getProblemMark()) + ": " + e.getProblem());
    } catch (ReaderException e) {
      return new Malformed(
          "is not well-formed YAML: it has a character that YAML does not allow, U+%04X"
              .formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      return new Malformed("is not acceptable YAML: " + e.getMessage());
    }
  }

  private static Node compose(String text) {
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    var parser = new ParserImpl(new StreamReader(text), options);
    return new Composer(parser, new Resolver(), options).getSingleNode();
  }

  /** The parser takes no tabs between tokens. JSON has them only there. */
  private static String withoutTabsInJson(String text) {
    return text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
  }

  private static String position(Mark mark) {
    return mark == null
        ? ""
        : " at line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
