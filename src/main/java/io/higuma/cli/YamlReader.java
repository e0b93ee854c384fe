package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as JSON: with anchors and merge keys, which Jackson's own reader does not follow, but with
 * bounds on how much they can unfold to. Only {@code true} and {@code false} are truth values, and
 * times stay text.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_VALUES = 10_000_000;

  private final String file;
  private int values;

  private YamlReader(String file) {
    this.file = file;
  }

  /** All documents. */
  static List<JsonNode> read(String file, String text) throws InputException {
    var options = new LoaderOptions();
    options.setCodePointLimit(Documents.MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setAllowDuplicateKeys(false);
    var dumper = new DumperOptions();
    var yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(dumper),
            dumper,
            options,
            new JsonTypes());
    var reader = new YamlReader(file);
    var documents = new ArrayList<JsonNode>();
    try {
      for (Object document : yaml.loadAll(text)) {
        documents.add(reader.json(document, 0));
      }
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : ", line " + (e.getProblemMark().getLine() + 1);
      throw InputException.refused("%s%s: is not YAML: %s".formatted(file, line, e.getProblem()));
    } catch (YAMLException e) {
      throw InputException.refused("%s: is not YAML: %s".formatted(file, e.getMessage()));
    }
    return documents;
  }

  private JsonNode json(@Nullable Object value, int depth) throws InputException {
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
      throw InputException.refused(file + ": unfolds to more than is allowed");
    }
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case null -> nodes.nullNode();
      case Map<?, ?> map -> {
        ObjectNode object = nodes.objectNode();
        for (var entry : map.entrySet()) {
          object.set(String.valueOf(entry.getKey()), json(entry.getValue(), depth + 1));
        }
        yield object;
      }
      case Iterable<?> list -> {
        ArrayNode array = nodes.arrayNode();
        for (Object item : list) {
          array.add(json(item, depth + 1));
        }
        yield array;
      }
      case Boolean truth -> nodes.booleanNode(truth);
      case Integer number -> nodes.numberNode(number);
      case Long number -> nodes.numberNode(number);
      case BigInteger number -> nodes.numberNode(number);
      case Double number -> nodes.numberNode(number);
      default -> nodes.textNode(value.toString());
    };
  }

  /** The types of JSON; everything else is text. */
  private static final class JsonTypes extends Resolver {
    private static final Pattern TRUTH = Pattern.compile("^(?:true|True|TRUE|false|False|FALSE)$");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, TRUTH, "tTfF");
      addImplicitResolver(Tag.INT, INT, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
