package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
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
 * The YAML of redirection settings, with anchors and merge keys. What they unfold to is never
 * copied: only the parts that have a known name are looked at.
 */
sealed interface ProxySettingsYaml {
  JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Nothing but space, comments or null. */
  record Empty() implements ProxySettingsYaml {}

  record Mapping(Map<?, ?> entries) implements ProxySettingsYaml {}

  /**
   * Cannot be read.
   *
   * @param problem goes on after the name of the document
   */
  record Malformed(String problem) implements ProxySettingsYaml {}

  /** Reads the first document. */
  static ProxySettingsYaml read(String text) {
    var options = new LoaderOptions();
    var dumper = new DumperOptions();
    var yaml =
        new Yaml(
            new SafeConstructor(options), new Representer(dumper), dumper, options, new Types());
    try {
      var documents = yaml.loadAll(text).iterator();
      Object first = documents.hasNext() ? documents.next() : null;
      if (first == null) {
        return new Empty();
      }
      return first instanceof Map<?, ?> entries
          ? new Mapping(entries)
          : new Malformed("must be a mapping");
    } catch (MarkedYAMLException e) {
      String line =
          e.getProblemMark() == null ? "" : " at line " + (e.getProblemMark().getLine() + 1);
      return new Malformed("is not valid YAML" + line);
    } catch (YAMLException e) {
      return new Malformed("is not valid YAML");
    }
  }

  /** A value without parts, or a list of such; a mapping gives an empty object. */
  static JsonNode leaf(@Nullable Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case Map<?, ?> ignored -> JSON.objectNode();
      case List<?> items -> {
        ArrayNode list = JSON.arrayNode();
        for (Object item : items) {
          list.add(item instanceof List<?> ? JSON.arrayNode() : leaf(item));
        }
        yield list;
      }
      case Boolean truth -> JSON.booleanNode(truth);
      case Integer number -> JSON.numberNode(number);
      case Long number -> JSON.numberNode(number);
      case BigInteger number -> JSON.numberNode(number);
      case Double number -> JSON.numberNode(number);
      default -> JSON.textNode(value.toString());
    };
  }

  /** YAML 1.1 without times and numbers to the base of 60, which Kuma takes for text. */
  final class Types extends Resolver {
    private static final Pattern WHOLE =
        Pattern.compile(
            "[-+]?(?:0b_*[01][01_]*|0[0-7_]+|0|[1-9][0-9_]*|0x_*[0-9a-fA-F][0-9a-fA-F_]*)");
    private static final Pattern FRACTION =
        Pattern.compile(
            "[-+]?(?:(?:[0-9][0-9_]*)?\\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*\\.(?:[eE][-+]?[0-9]+)?"
                + "|[0-9][0-9_]*[eE][-+]?[0-9]+|\\.(?:inf|Inf|INF))|\\.(?:nan|NaN|NAN)");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
      addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, FRACTION, "-+0123456789.");
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }
}
