package io.higuma.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The names of a mesh and the addresses behind them, as the ConfigMap {@code kuma-<mesh>-dns-vips}
 * has them.
 *
 * @param entries by key: {@code 0:<kuma.io/service>}, {@code 1:<host or address>} or {@code 2:<full
 *     domain name>}
 */
record AddressView(SortedMap<String, Entry> entries) {
  static final AddressView EMPTY = new AddressView(new TreeMap<>());

  /** Under which key the ConfigMap has it. */
  static final String PAYLOAD = "config";

  private static final String PREFIX = "kuma-";
  private static final String SUFFIX = "-dns-vips";
  private static final String COMPACT = "v";
  private static final Pattern KEY = Pattern.compile("[012]:.+");
  private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A name.
   *
   * @param address empty if none is known
   * @param outbounds one for each port, sorted by it
   */
  record Entry(String address, List<Outbound> outbounds) {
    Entry {
      outbounds = List.copyOf(outbounds);
    }
  }

  /**
   * Where the name leads to at a port.
   *
   * @param tags of the Dataplanes behind it
   * @param origin what asked for it, such as {@code service}
   */
  record Outbound(long port, SortedMap<String, String> tags, String origin) {
    Outbound {
      tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
  }

  AddressView {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  static String nameOf(String mesh) {
    return PREFIX + mesh + SUFFIX;
  }

  /** The mesh that a ConfigMap of this name is for. */
  static Optional<String> meshOf(String name) {
    return name.startsWith(PREFIX)
            && name.endsWith(SUFFIX)
            && name.length() > PREFIX.length() + SUFFIX.length()
        ? Optional.of(name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
        : Optional.empty();
  }

  static String service(String tag) {
    return "0:" + tag;
  }

  static String host(String hostOrAddress) {
    return "1:" + hostOrAddress;
  }

  static String domainName(String name) {
    return "2:" + name;
  }

  /**
   * Reads a payload in either form; of the compact one, which groups by service, names and
   * addresses alone. What is malformed in it counts as absent.
   *
   * @return empty if it is no JSON object at all
   */
  static Optional<AddressView> parse(String payload) {
    JsonNode tree;
    try {
      tree = JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!tree.isObject()) {
      return Optional.empty();
    }
    var entries = new TreeMap<String, Entry>();
    if (tree.path(COMPACT).isObject()) {
      collectCompact(tree.path(COMPACT), entries);
    } else {
      tree.properties().stream()
          .filter(field -> KEY.matcher(field.getKey()).matches() && field.getValue().isObject())
          .forEach(field -> entries.put(field.getKey(), entry(field.getValue())));
    }
    return Optional.of(new AddressView(entries));
  }

  private static Entry entry(JsonNode node) {
    var outbounds = new ArrayList<Outbound>();
    for (JsonNode outbound : node.path("outbounds")) {
      var tags = new TreeMap<String, String>();
      outbound
          .path("TagSet")
          .properties()
          .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText("")));
      outbounds.add(
          new Outbound(outbound.path("Port").asLong(), tags, outbound.path("Origin").asText("")));
    }
    return new Entry(node.path("address").asText(""), outbounds);
  }

  /** Whatever is named by a key and is, or holds, one address. */
  private static void collectCompact(JsonNode node, Map<String, Entry> entries) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Optional<String> address = address(field.getValue());
      if (KEY.matcher(field.getKey()).matches() && address.isPresent()) {
        entries.putIfAbsent(field.getKey(), new Entry(address.get(), List.of()));
      } else {
        collectCompact(field.getValue(), entries);
      }
    }
  }

  private static Optional<String> address(JsonNode node) {
    List<String> found =
        (node.isTextual() ? List.of(node) : node.valueStream().toList())
            .stream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> ADDRESS.matcher(text).matches())
                .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** Whether a payload says the same in the same form. */
  boolean isSaidBy(String payload) {
    try {
      return JSON.readTree(payload).equals(JSON.readTree(text()));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** The payload, sorted. */
  String text() {
    ObjectNode tree = JSON.createObjectNode();
    entries.forEach((key, entry) -> {
      ObjectNode node = tree.putObject(key).put("address", entry.address());
      ArrayNode outbounds = node.putArray("outbounds");
      for (Outbound outbound : entry.outbounds()) {
        ObjectNode one = outbounds.addObject().put("Port", outbound.port());
        ObjectNode tags = one.putObject("TagSet");
        outbound.tags().forEach(tags::put);
        one.put("Origin", outbound.origin());
      }
    });
    return tree.toString();
  }
}
