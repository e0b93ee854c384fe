package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.yaml.YamlText;
import java.util.Map;

/**
 * Redirection settings as the YAML of an annotation. By hand, since each pod has one: a YAML
 * library takes as much memory for it as the rest of an injection.
 */
final class ProxySettingsText {
  private static final int USUAL_LENGTH = 512;
  private static final String STEP = "  ";

  private final StringBuilder out = new StringBuilder(USUAL_LENGTH);

  private ProxySettingsText() {}

  /**
   * All that is not off or empty.
   *
   * @param settings a whole document, keys sorted
   */
  static String of(ObjectNode settings) {
    var text = new ProxySettingsText();
    return text.writes(settings, "") ? text.out.toString() : YamlText.of(said(settings));
  }

  /** False when there is a text that takes more than a look to print. */
  private boolean writes(ObjectNode section, String indent) {
    for (Map.Entry<String, JsonNode> field : section.properties()) {
      if (isSaid(field.getKey(), field.getValue())
          && !writes(field.getKey(), field.getValue(), indent)) {
        return false;
      }
    }
    return true;
  }

  private boolean writes(String name, JsonNode value, String indent) {
    out.append(indent).append(name).append(':');
    if (value instanceof ObjectNode section) {
      out.append('\n');
      return writes(section, indent + STEP);
    }
    if (!value.isArray()) {
      out.append(' ');
      return writesValue(value);
    }
    out.append('\n');
    for (int i = 0; i < value.size(); i++) {
      out.append(indent).append("- ");
      if (!writesValue(value.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean writesValue(JsonNode value) {
    if (value.isInt()) {
      out.append(value.intValue());
    } else if (!value.isTextual()) {
      out.append(value.asText());
    } else if (!YamlText.appendSimple(out, value.textValue())) {
      return false;
    }
    out.append('\n');
    return true;
  }

  private static ObjectNode said(ObjectNode section) {
    ObjectNode said = ContainerJson.object();
    for (Map.Entry<String, JsonNode> field : section.properties()) {
      if (isSaid(field.getKey(), field.getValue())) {
        JsonNode value = field.getValue();
        said.set(field.getKey(), value instanceof ObjectNode inner ? said(inner) : value);
      }
    }
    return said;
  }

  private static boolean isSaid(String name, JsonNode value) {
    return switch (name) {
      case "cniMode",
          "dropInvalidPackets",
          "dryRun",
          "storeFirewalld",
          "verbose",
          "insertRedirectInsteadOfAppend" ->
          value.booleanValue();
      case "comments" -> value.path("disabled").booleanValue();
      case "log", "ebpf" -> value.path("enabled").booleanValue();
      case "vnet" -> !value.path("networks").isEmpty();
      case "includePorts", "excludePorts", "excludePortsForUIDs", "excludePortsForIPs" ->
          !value.isEmpty();
      case "iptablesExecutables" -> hasText(value);
      case "iptables",
          "iptables-save",
          "iptables-restore",
          "ip6tables",
          "ip6tables-save",
          "ip6tables-restore" ->
          !value.textValue().isEmpty();
      default -> true;
    };
  }

  private static boolean hasText(JsonNode section) {
    for (JsonNode value : section) {
      if (!value.textValue().isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
