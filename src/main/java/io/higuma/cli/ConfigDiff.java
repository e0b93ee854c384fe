package io.higuma.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** What becomes of a configuration; sorted by type and name. Printed as JSON as it is. */
@JsonPropertyOrder({"apiVersion", "kind"})
record ConfigDiff(List<Single> added, List<Single> removed, List<Changed> changed) {
  ConfigDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /** A resource that is there only before, or only afterwards. */
  record Single(PrintedType type, String name, JsonNode resource) {}

  /** A resource that is there before and afterwards, and differs. */
  record Changed(PrintedType type, String name, JsonNode before, JsonNode after) {
    private List<String> lines() {
      return ObjectDiff.of(type + " " + name, before, after, "changed");
    }
  }

  static ConfigDiff of(PrintedConfig before, PrintedConfig after) {
    var added = new ArrayList<Single>();
    var removed = new ArrayList<Single>();
    var changed = new ArrayList<Changed>();
    for (PrintedType type : PrintedType.values()) {
      SortedMap<String, JsonNode> was = before.of(type);
      SortedMap<String, JsonNode> is = after.of(type);
      is.forEach((name, resource) -> {
        JsonNode old = was.get(name);
        if (old == null) {
          added.add(new Single(type, name, resource));
        } else if (!old.equals(resource)) {
          changed.add(new Changed(type, name, old, resource));
        }
      });
      was.forEach((name, resource) -> {
        if (!is.containsKey(name)) {
          removed.add(new Single(type, name, resource));
        }
      });
    }
    return new ConfigDiff(added, removed, changed);
  }

  /** The version of this form; it changes when a field changes its meaning or goes. */
  @JsonProperty
  String apiVersion() {
    return "cli.higuma.io/v1alpha1";
  }

  @JsonProperty
  String kind() {
    return "EnvoyConfigDiff";
  }

  @JsonIgnore
  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
  }

  /** For a person: first what there is, a line for each, then the diffs; empty if there is none. */
  String text(Coloring coloring) {
    var lines = new ArrayList<String>();
    for (PrintedType type : PrintedType.values()) {
      added.stream().filter(one -> one.type == type).forEach(one -> lines.add(line("+", one)));
      removed.stream().filter(one -> one.type == type).forEach(one -> lines.add(line("-", one)));
      changed.stream()
          .filter(one -> one.type == type)
          .forEach(one -> lines.add("~ %s %s".formatted(type, one.name)));
    }
    if (coloring == Coloring.AS_GIT) {
      lines.replaceAll(ObjectDiff::colored);
    }
    for (Changed one : changed) {
      lines.add("");
      lines.addAll(coloring == Coloring.AS_GIT ? ObjectDiff.colored(one.lines()) : one.lines());
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** Whether a text has colours. */
  enum Coloring {
    NONE,
    AS_GIT
  }

  private static String line(String sign, Single one) {
    return "%s %s %s".formatted(sign, one.type, one.name);
  }
}
