package io.higuma.service;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The template of a HostnameGenerator, in the part of Go's language that it needs: {@code {{ .Name
 * }}} and {@code {{ label "key" }}}, with or without the dashes that trim.
 */
record HostnameTemplate(String text) {
  private static final Pattern ACTION =
      Pattern.compile(
          "(?<left>\\s*\\{\\{-\\s|\\{\\{)\\s*(?:\\.(?<field>\\w+)|label\\s+(?:\"(?<key>[^\"]*)\"|`(?<raw>[^`]*)`))\\s*(?<right>\\s-\\}\\}\\s*|\\}\\})");
  private static final Pattern HOSTNAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_HOSTNAME = 253;

  /** What came of a template. */
  sealed interface Result {
    record Hostname(String name) implements Result {}

    /** The reason is a sentence for the user. */
    record Failed(String reason) implements Result {}
  }

  /**
   * The host name of a service.
   *
   * @param fields {@code Name}, {@code DisplayName} and so on
   */
  Result render(Map<String, String> fields, Map<String, String> labels) {
    var rendered = new StringBuilder();
    Matcher action = ACTION.matcher(text);
    int end = 0;
    while (action.find()) {
      String between = text.substring(end, action.start());
      if (between.contains("{{")) {
        break;
      }
      rendered.append(between);
      end = action.end();
      String field = action.group("field");
      String key = field == null ? key(action) : "";
      String value = field == null ? labels.get(key) : fields.get(field);
      if (value == null) {
        return new Result.Failed(
            field == null
                ? "label \"%s\" is missing".formatted(key)
                : "template: there is no .%s; use one of %s"
                    .formatted(field, String.join(", ", fields.keySet())));
      }
      rendered.append(value);
    }
    String rest = text.substring(end);
    if (rest.contains("{{") || rest.contains("}}")) {
      return new Result.Failed(
          "template: only fields such as {{ .Name }} and {{ label \"key\" }} are known: " + rest);
    }
    return checked(rendered.append(rest).toString());
  }

  private static @Nullable String key(Matcher action) {
    String quoted = action.group("key");
    return quoted == null ? action.group("raw") : quoted;
  }

  private static Result checked(String hostname) {
    return hostname.length() <= MAX_HOSTNAME && HOSTNAME.matcher(hostname).matches()
        ? new Result.Hostname(hostname)
        : new Result.Failed(
            "\"%s\" is no DNS name: it must consist of lower case letters, digits, '-' and '.', and begin and end with a letter or digit; at most %d characters"
                .formatted(hostname, MAX_HOSTNAME));
  }
}
