package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as JSON, with the values that kubectl would read: see {@link PlainScalar}. Anchors and merge
 * keys are followed, within bounds on how much they unfold to.
 *
 * <p>Stricter than kubectl in one point: a key that stands twice is refused, not the last one
 * taken.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 200;
  private static final String MERGE_KEY = "<<";

  /** How many values of a file may be repetitions, about as many as kubectl allows. */
  private static final int MAX_REPEATED = 400_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String file;
  private final Set<Node> anchored = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int depth;
  private int aliases;
  private int repeated;

  private YamlReader(String file) {
    this.file = file;
  }

  /**
   * All documents; an empty one is a null node.
   *
   * @param file for messages
   */
  static List<JsonNode> read(String file, String text) throws InputException {
    var options = new LoaderOptions();
    options.setCodePointLimit(Documents.MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // what they unfold to is bounded below
    options.setTagInspector(tag -> true); // no tag makes anything but JSON
    var composer =
        new Composer(
            new ParserImpl(new StreamReader(text), options), new PlainScalarsApart(), options);
    var reader = new YamlReader(file);
    var documents = new ArrayList<JsonNode>();
    try {
      while (composer.checkNode()) {
        documents.add(reader.json(composer.getNode()));
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

  private JsonNode json(Node node) throws InputException {
    if (depth > MAX_DEPTH || (aliases > 0 && ++repeated > MAX_REPEATED)) {
      throw refused(node, "its aliases unfold to more than is allowed");
    }
    if (node.getAnchor() == null || node instanceof ScalarNode) {
      return unfolded(node);
    }
    if (!open.add(node)) {
      throw refused(node, "the anchor %s contains itself".formatted(node.getAnchor()));
    }
    int alias = anchored.add(node) ? 0 : 1;
    aliases += alias;
    JsonNode unfolded = unfolded(node);
    aliases -= alias;
    open.remove(node);
    return unfolded;
  }

  private JsonNode unfolded(Node node) throws InputException {
    depth++;
    JsonNode unfolded =
        switch (node) {
          case MappingNode mapping -> {
            ObjectNode object = JSON.objectNode();
            fill(object, mapping);
            yield object;
          }
          case SequenceNode sequence -> {
            ArrayNode array = JSON.arrayNode();
            for (Node item : sequence.getValue()) {
              array.add(json(item));
            }
            yield array;
          }
          case ScalarNode scalar -> value(scalar);
          default -> throw new IllegalStateException("no node of a composed document: " + node);
        };
    depth--;
    return unfolded;
  }

  /** In the order of the file, as kubectl: a merge key replaces what stands before it. */
  private void fill(ObjectNode object, MappingNode mapping) throws InputException {
    var keys = new HashSet<String>();
    for (NodeTuple entry : mapping.getValue()) {
      if (isMergeKey(entry.getKeyNode())) {
        merge(object, entry.getValueNode());
        continue;
      }
      String key = key(entry.getKeyNode());
      if (!keys.add(key)) {
        throw refused(entry.getKeyNode(), "found duplicate key " + key);
      }
      object.set(key, json(entry.getValueNode()));
    }
  }

  private void merge(ObjectNode object, Node value) throws InputException {
    switch (value) {
      case MappingNode ignored -> mergeOne(object, value);
      case SequenceNode several -> {
        for (Node one : several.getValue().reversed()) { // the first counts most
          mergeOne(object, one);
        }
      }
      default -> mergeOne(object, value);
    }
  }

  private void mergeOne(ObjectNode object, Node value) throws InputException {
    if (!(json(value) instanceof ObjectNode merged)) {
      throw refused(value, "<< takes a mapping, or a list of mappings");
    }
    object.setAll(merged);
  }

  private static boolean isMergeKey(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getValue().equals(MERGE_KEY)
        && (isPlain(scalar) || scalar.getTag().equals(Tag.MERGE));
  }

  private String key(Node key) throws InputException {
    if (!(key instanceof ScalarNode scalar)) {
      throw refused(key, "a key has to be text");
    }
    if (!isPlain(scalar)) {
      return value(scalar).asText();
    }
    return PlainScalar.key(scalar.getValue())
        .orElseThrow(
            () -> refused(key, "\"%s\" is no key: put it in quotes".formatted(scalar.getValue())));
  }

  private JsonNode value(ScalarNode scalar) throws InputException {
    String text = scalar.getValue();
    if (isPlain(scalar)) {
      return finite(scalar, PlainScalar.value(text));
    }
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.BINARY)) {
      return JSON.textNode(decoded(scalar));
    }
    if (!tag.equals(Tag.INT)
        && !tag.equals(Tag.FLOAT)
        && !tag.equals(Tag.BOOL)
        && !tag.equals(Tag.NULL)) {
      return JSON.textNode(text); // other tags say nothing to Kubernetes
    }
    JsonNode value = PlainScalar.value(text);
    boolean fits =
        switch (value.getNodeType()) {
          case BOOLEAN -> tag.equals(Tag.BOOL);
          case NULL -> tag.equals(Tag.NULL);
          case NUMBER -> tag.equals(Tag.FLOAT) || (tag.equals(Tag.INT) && value.isIntegralNumber());
          default -> false;
        };
    if (!fits) {
      throw refused(scalar, "is tagged !!%s, but has another type".formatted(tag.getClassName()));
    }
    return finite(scalar, value);
  }

  private JsonNode finite(ScalarNode scalar, JsonNode value) throws InputException {
    if (value.isDouble() && !Double.isFinite(value.doubleValue())) {
      throw refused(scalar, scalar.getValue() + " is a number that JSON does not have");
    }
    return value;
  }

  private String decoded(ScalarNode scalar) throws InputException {
    try {
      byte[] bytes = Base64.getDecoder().decode(scalar.getValue().replace("\n", ""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused(scalar, "!!binary takes Base64");
    }
  }

  private static boolean isPlain(ScalarNode scalar) {
    return scalar.getTag().equals(PlainScalarsApart.PLAIN);
  }

  private InputException refused(Node node, String reason) {
    return InputException.refused(
        "%s, line %d: %s".formatted(file, node.getStartMark().getLine() + 1, reason));
  }

  /** Leaves it to {@link PlainScalar} what a scalar without quotes is. */
  private static final class PlainScalarsApart extends Resolver {
    static final Tag PLAIN = new Tag("!plain-scalar");

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }

    @Override
    protected void addImplicitResolvers() {
      // There are none.
    }
  }
}
