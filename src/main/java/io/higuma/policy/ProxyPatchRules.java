package io.higuma.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.validation.Alternatives;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** MeshProxyPatch: changes to the configuration of Envoy itself. */
final class ProxyPatchRules implements PolicyRules {
  private static final String[] KINDS = {
    "cluster", "listener", "networkFilter", "httpFilter", "virtualHost"
  };
  private static final Set<String> FILTERS = Set.of("networkFilter", "httpFilter");
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String NOT_DEFINED = "must not be defined";

  @Override
  public void policy(Policy policy) {
    SpecNode modifications = policy.spec().field("default").field("appendModifications");
    Alternatives.required(modifications);
    for (SpecNode modification : modifications.objects()) {
      Alternatives.exactlyOne(modification, KINDS);
      for (String kind : KINDS) {
        SpecNode section = modification.field(kind);
        if (section.isPresent() && section.isObject()) {
          check(section, kind);
        }
      }
    }
  }

  private static void check(SpecNode section, String kind) {
    SpecNode match = section.field("match");
    types(match);
    SpecNode operation = section.field("operation");
    boolean isFilter = FILTERS.contains(kind);
    switch (operation.textOrEmpty()) {
      case "Add" -> {
        if (isFilter) {
          unknown(operation, kind);
        }
        SpecNode wrong = kind.equals("virtualHost") ? match.field("name") : match;
        if (wrong.isPresent()) {
          wrong.reject(NOT_DEFINED);
        }
        added(section);
      }
      case "AddFirst", "AddLast" -> {
        if (!isFilter) {
          unknown(operation, kind);
        }
        added(section);
      }
      case "AddBefore", "AddAfter" -> {
        if (!isFilter) {
          unknown(operation, kind);
        }
        Alternatives.required(match.field("name"));
        added(section);
      }
      case "Patch" -> {
        if (isFilter) {
          Alternatives.required(match.field("name"));
        }
        patched(section);
      }
      case "Remove" -> Alternatives.none(section, NOT_DEFINED, "value", "jsonPatches");
      default -> unknown(operation, kind);
    }
  }

  private static void types(SpecNode match) {
    match.expectTexts("name", "origin", "listenerName", "routeConfigurationName");
    for (String tags : List.of("tags", "listenerTags")) {
      match.field(tags).expectMapOfTexts();
    }
  }

  private static void unknown(SpecNode operation, String kind) {
    operation.reject(
        FILTERS.contains(kind)
            ? "must be one of AddFirst, AddBefore, AddAfter, AddLast, Patch, Remove"
            : "must be one of Add, Patch, Remove");
  }

  private static void added(SpecNode section) {
    Alternatives.required(section.field("value"));
    message(section.field("value"));
    Alternatives.none(section, NOT_DEFINED, "jsonPatches");
  }

  private static void patched(SpecNode section) {
    Alternatives.exactlyOne(section, "value", "jsonPatches");
    message(section.field("value"));
    section.field("jsonPatches").objects().forEach(ProxyPatchRules::operation);
  }

  private static void operation(SpecNode patch) {
    Alternatives.required(patch.field("path"));
    patch.expectTexts("path", "from");
    SpecNode op = patch.field("op");
    switch (op.textOrEmpty()) {
      case "add", "replace" -> Alternatives.none(patch, NOT_DEFINED, "from");
      case "move", "copy" -> {
        Alternatives.required(patch.field("from"));
        Alternatives.none(patch, NOT_DEFINED, "value");
      }
      case "remove" -> Alternatives.none(patch, NOT_DEFINED, "from", "value");
      default -> op.reject("must be one of add, remove, replace, move, copy");
    }
  }

  /** Whether the message has the fields of its type is for Envoy to say. */
  private static void message(SpecNode value) {
    Optional<String> text = value.text().filter(given -> !given.isEmpty());
    if (text.isEmpty()) {
      return;
    }
    try {
      JsonNode parsed = YAML.readTree(text.get());
      if (!parsed.isObject()) {
        value.reject("native Envoy resource is not valid: it is not an object");
      }
    } catch (JsonProcessingException e) {
      value.reject(
          "native Envoy resource is not valid: "
              + SpecNode.shortened(e.getOriginalMessage().lines().findFirst().orElse("malformed")));
    }
  }
}
