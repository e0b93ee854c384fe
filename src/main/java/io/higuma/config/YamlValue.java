package io.higuma.config;

import io.higuma.units.GoInteger;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What stands at one place of a YAML file, unconverted: how it was written decides what it may
 * become.
 */
record YamlValue(Node node) {
  /** One {@code name: value} of a mapping. */
  record Entry(YamlValue name, YamlValue value) {}

  /** Counted from 1. */
  int line() {
    return node.getStartMark().getLine() + 1;
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  boolean isBoolean() {
    return node.getTag().equals(Tag.BOOL);
  }

  /** Colons are in addresses and times, which YAML 1.1 takes for numbers to the base of 60. */
  boolean isNumber() {
    return (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT))
        && written().indexOf(':') < 0;
  }

  boolean isMergeKey() {
    return node.getTag().equals(Tag.MERGE);
  }

  /** Whether a scalar stands there bare, so that YAML may take it for something else than text. */
  boolean isUnquoted() {
    return node instanceof ScalarNode scalar && scalar.isPlain();
  }

  /** The characters of a scalar; those of other nodes are none. */
  String written() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /**
   * The text that a scalar means: {@code 0x10} is {@code 16}, {@code yes} is {@code true}.
   *
   * @return empty for a list, a mapping and null
   */
  Optional<String> text() {
    if (!(node instanceof ScalarNode) || isNull()) {
      return Optional.empty();
    }
    if (isBoolean()) {
      return Optional.of(Boolean.toString(isTrue()));
    }
    String written = written();
    return Optional.of(
        isNumber() ? GoInteger.parse(written).map(String::valueOf).orElse(written) : written);
  }

  /** Of a boolean; YAML 1.1 has three words for it. */
  boolean isTrue() {
    return switch (written()) {
      case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
      default -> false;
    };
  }

  /** The items of a list; empty when it is none. */
  Optional<List<YamlValue>> items() {
    return node instanceof SequenceNode list
        ? Optional.of(list.getValue().stream().map(YamlValue::new).toList())
        : Optional.empty();
  }

  /** The entries of a mapping in the order of the file; empty when it is none. */
  Optional<List<Entry>> entries() {
    return node instanceof MappingNode mapping
        ? Optional.of(mapping.getValue().stream().map(YamlValue::entry).toList())
        : Optional.empty();
  }

  private static Entry entry(NodeTuple tuple) {
    return new Entry(new YamlValue(tuple.getKeyNode()), new YamlValue(tuple.getValueNode()));
  }

  /** For messages: what is there instead of what should be. */
  String describe() {
    return switch (node) {
      case MappingNode mapping -> "a section";
      case SequenceNode list -> "a list";
      default -> isNull() ? "null" : Excerpt.quoted(written());
    };
  }
}
