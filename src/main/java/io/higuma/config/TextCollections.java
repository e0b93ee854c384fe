package io.higuma.config;

import io.higuma.metadata.Parsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Lists of texts, and maps from text to text. Messages show no value of a map, which may be secret.
 */
final class TextCollections {
  private TextCollections() {}

  /** Separated by commas, nothing trimmed; a blank text is the empty list. */
  static Parsed<List<String>> listOf(String text) {
    return new Parsed.Value<>(text.isBlank() ? List.of() : List.of(text.split(",", -1)));
  }

  /** Null is the empty list. */
  static Parsed<List<String>> listOf(YamlValue value) {
    if (value.isNull()) {
      return new Parsed.Value<>(List.of());
    }
    Optional<List<YamlValue>> items = value.items();
    if (items.isEmpty()) {
      return SettingType.instead("must be a list", value);
    }
    var texts = new ArrayList<String>();
    for (YamlValue item : items.get()) {
      Optional<String> text = item.text();
      if (text.isEmpty()) {
        return SettingType.instead("must have texts only: item " + (texts.size() + 1), item);
      }
      texts.add(text.get());
    }
    return new Parsed.Value<>(List.copyOf(texts));
  }

  /** {@code key:value} pairs separated by commas; a blank text is the empty map. */
  static Parsed<Map<String, String>> mapOf(String text) {
    var map = new TreeMap<String, String>();
    List<String> pairs = text.isBlank() ? List.of() : Arrays.asList(text.split(",", -1));
    for (int i = 0; i < pairs.size(); i++) {
      List<String> parts = Arrays.asList(pairs.get(i).split(":", -1));
      if (parts.size() != 2) {
        return new Parsed.Malformed<>(
            "must be pairs such as key1:value1,key2:value2 with one colon each, but pair %d has %d colons"
                .formatted(i + 1, parts.size() - 1));
      }
      map.put(parts.get(0), parts.get(1));
    }
    return new Parsed.Value<>(map);
  }

  /** The entries of the file added to those that are there; null is the empty map. */
  static Parsed<Map<String, String>> merged(YamlValue value, Map<String, String> current) {
    if (value.isNull()) {
      return new Parsed.Value<>(Map.of());
    }
    Optional<List<YamlValue.Entry>> entries = value.entries();
    if (entries.isEmpty()) {
      return new Parsed.Malformed<>("must be a section with key: value lines");
    }
    var map = new TreeMap<>(current);
    var seen = new HashSet<String>();
    for (YamlValue.Entry entry : entries.get()) {
      Optional<String> key = entry.name().text();
      if (key.isEmpty() || entry.name().isMergeKey()) {
        return new Parsed.Malformed<>("must have plain texts as keys");
      }
      String name = Excerpt.quoted(key.get());
      if (!seen.add(key.get())) {
        return new Parsed.Malformed<>("has the key " + name + " twice: remove one");
      }
      Optional<String> text = entry.value().isNull() ? Optional.of("") : entry.value().text();
      if (text.isEmpty()) {
        return SettingType.instead("must have texts only: the value of " + name, entry.value());
      }
      map.put(key.get(), text.get());
    }
    return new Parsed.Value<>(map);
  }

  /** As {@link #mapOf} reads it. */
  static String print(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + ":" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}
