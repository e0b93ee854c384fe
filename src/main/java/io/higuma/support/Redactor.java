package io.higuma.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.higuma.metadata.Annotations;
import io.higuma.yaml.YamlText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes out of objects and texts what may be secret. It does not know what is, so it goes by names
 * and forms, and rather takes too much.
 */
public final class Redactor {
  /** What stands in the place of it. */
  public static final String REDACTED = "<redacted>";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final String SECRET_WORDS =
      "passw(?:or)?d|passwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key"
          + "|signing[-_]?key|credential|authorization|cookie|session[-_]?id|signature|dsn"
          + "|connection[-_]?string";

  /** Names of fields and variables. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          SECRET_WORDS + "|(?:^|[-_.])(?:key|auth|pwd|pass|cert|ca)(?:$|[-_.])|ca[-_]?cert");

  /** What says where something is, or how it is, but not what. */
  private static final Pattern HARMLESS_NAME =
      Pattern.compile(
          "name|namespace|kind|key|.*(?:name|path|file|ref|mode|type|enabled|enable|seconds|optional"
              + "|directory|dir|volume|port|ttl|expiration|interval)");

  /** Whatever they hold. */
  private static final Set<String> ALWAYS =
      Set.of("inline", "inlinestring", "cabundle", "binarydata", "stringdata");

  /** Annotations that hold a whole object. */
  private static final Set<String> COPIES =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          Annotations.ORIGINAL.name(),
          Annotations.LAST_APPLIED.name(),
          Annotations.INJECTION_INPUTS.name());

  /** Kinds whose patches are text of any form. */
  private static final Set<String> PATCHES =
      Set.of("ContainerPatch", "MeshProxyPatch", "ProxyTemplate");

  private static final List<Pattern> SECRET_TEXTS =
      List.of(
          // PEM, also in Base64, also cut off.
          Pattern.compile(
              "-----BEGIN [A-Z0-9 ]*-----(?:.{0,20000}?-----END [A-Z0-9 ]*-----|.{0,20000})",
              Pattern.DOTALL),
          Pattern.compile("LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]*"),
          // JSON Web Tokens; what Base64 of {" begins with.
          Pattern.compile("eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){0,4}"),
          Pattern.compile("(?i)(?<=bearer |basic )[A-Za-z0-9+/=._~-]{4,}"),
          Pattern.compile("(?<=://)[^/\\s@\"']+(?=@)"),
          Pattern.compile("AKIA[0-9A-Z]{16}"),
          Pattern.compile("(?:gh[pousr]|xox[abprs]|glpat)[-_][A-Za-z0-9_-]{10,}"));

  /** {@code --password=x}, {@code "token": "x"}, also with quotes that are escaped. */
  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)((?:"
              + SECRET_WORDS
              + ")(?![\\w-]*(?:name|path|file|ref|volume))[\\w-]*\\\\?[\"']?\\s*[:=]\\s*)"
              + "(\\\\?\"(?:[^\"\\\\]|\\\\[^\"])*\\\\?\"|'[^']*'|[^\\s,;}&\"'\\\\]+)");

  /** {@code --password x} in the midst of a text. */
  private static final Pattern OPTION_IN_TEXT =
      Pattern.compile(
          "(?i)(--[\\w-]{0,40}(?:"
              + SECRET_WORDS
              + ")(?![\\w-]*(?:name|path|file|ref|volume))[\\w-]{0,40}\\s+)[^\\s-]\\S*");

  /** An option and its value as words of their own. */
  private static final Pattern OPTION =
      Pattern.compile("(?i)--?[\\w-]*(?:" + SECRET_WORDS + ")[\\w-]*");

  /** The object without them; itself it stays as it is. */
  public ObjectNode redact(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    String kind = copy.path("kind").asText("");
    if (kind.equals("Secret")) {
      copy.remove(List.of("data", "stringData"));
    }
    if (kind.equals("ConfigMap") && copy.path("data") instanceof ObjectNode data) {
      data.properties().forEach(entry -> entry.setValue(document(entry.getValue())));
    }
    if (PATCHES.contains(kind)) {
      forgetValues(copy.path("spec"));
    }
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        COPIES.stream()
            .filter(annotations::has)
            .forEach(copied -> annotations.put(copied, REDACTED));
      }
    }
    copy.properties()
        .forEach(entry -> {
          // What is a file was looked through as one.
          if (!kind.equals("ConfigMap") || !entry.getKey().equals("data")) {
            entry.setValue(value(entry.getKey(), entry.getValue()));
          }
        });
    return copy;
  }

  /** The text without them. */
  public String redact(String text) {
    String redacted = text;
    for (Pattern secret : SECRET_TEXTS) {
      redacted = secret.matcher(redacted).replaceAll(REDACTED);
    }
    redacted = ASSIGNMENT.matcher(redacted).replaceAll("$1" + REDACTED);
    return OPTION_IN_TEXT.matcher(redacted).replaceAll("$1" + REDACTED);
  }

  private JsonNode value(String name, JsonNode value) {
    String key = name.toLowerCase(Locale.ROOT);
    if (ALWAYS.contains(key)) {
      return TextNode.valueOf(REDACTED);
    }
    return isSecret(name) ? hidden(value) : open(value);
  }

  /** A tree under a name that says it is secret: only what says where it is stays. */
  private JsonNode hidden(JsonNode value) {
    if (value.isTextual() || value.isNumber()) {
      return TextNode.valueOf(REDACTED);
    }
    if (value instanceof ObjectNode object) {
      object
          .properties()
          .forEach(entry -> {
            boolean harmless =
                HARMLESS_NAME.matcher(entry.getKey().toLowerCase(Locale.ROOT)).matches();
            entry.setValue(harmless ? open(entry.getValue()) : hidden(entry.getValue()));
          });
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, hidden(array.get(i)));
      }
    }
    return value;
  }

  private JsonNode open(JsonNode value) {
    if (value.isTextual()) {
      return TextNode.valueOf(redact(value.textValue()));
    }
    if (value instanceof ObjectNode object) {
      boolean isNamedSecret =
          isSecret(object.path("name").asText("")) || isSecret(object.path("key").asText(""));
      object
          .properties()
          .forEach(entry ->
              entry.setValue(
                  isNamedSecret && entry.getKey().equals("value")
                      ? TextNode.valueOf(REDACTED)
                      : value(entry.getKey(), entry.getValue())));
    } else if (value instanceof ArrayNode array) {
      words(array);
    }
    return value;
  }

  /** Of a command line the word after {@code --password} as well. */
  private void words(ArrayNode array) {
    boolean isSecretNext = false;
    for (int i = 0; i < array.size(); i++) {
      JsonNode element = array.get(i);
      array.set(
          i, isSecretNext && element.isTextual() ? TextNode.valueOf(REDACTED) : open(element));
      isSecretNext = element.isTextual() && OPTION.matcher(element.textValue()).matches();
    }
  }

  private static boolean isSecret(String name) {
    String snake = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    return SECRET_NAME.matcher(snake).find()
        && !HARMLESS_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** A file in a ConfigMap: YAML is looked through by its fields. */
  private JsonNode document(JsonNode file) {
    if (!file.isTextual()) {
      return TextNode.valueOf(REDACTED);
    }
    String text = file.textValue();
    var documents = new ArrayList<String>();
    try (var parsed = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      while (parsed.hasNext()) {
        JsonNode document = parsed.next();
        if (!document.isContainerNode()) {
          return TextNode.valueOf(redact(text));
        }
        documents.add(YamlText.of(open(document)));
      }
    } catch (IOException | RuntimeException e) {
      return TextNode.valueOf(REDACTED); // Its form is not known, so neither is what is secret.
    }
    return TextNode.valueOf(String.join("---\n", documents));
  }

  /** Values of patches may be texts of any form. */
  private static void forgetValues(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(entry -> {
            if (entry.getKey().equals("value") || entry.getKey().equals("resource")) {
              entry.setValue(TextNode.valueOf(REDACTED));
            } else {
              forgetValues(entry.getValue());
            }
          });
    } else {
      node.forEach(Redactor::forgetValues);
    }
  }
}
