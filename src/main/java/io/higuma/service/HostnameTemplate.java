package io.higuma.service;

import io.higuma.validation.SpecNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template of a HostnameGenerator, in the part of Go's language that it needs: {@code {{ .Name
 * }}} and {@code {{ label "key" }}}, with or without the dashes that trim.
 */
record HostnameTemplate(String text) {
  /** Characters; names have 253, and nobody writes labels that long. */
  static final int MAX_LENGTH = 1_000;

  private static final Pattern FIELD = Pattern.compile("\\.(\\w+)");
  private static final Pattern LABEL = Pattern.compile("label\\s+(?:\"([^\"]*)\"|`([^`]*)`)");
  private static final Pattern HOSTNAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_HOSTNAME = 253;

  /** What came of a template. */
  sealed interface Result {
    record Hostname(String name) implements Result {}

    /** The reason is a sentence for the user. */
    record Failed(String reason) implements Result {}
  }

  /** Notes it in a spec, before it is stored. */
  static void rejectLong(SpecNode template) {
    int length = template.textOrEmpty().length();
    if (length > MAX_LENGTH) {
      template.reject("must have at most %d characters, but has %d".formatted(MAX_LENGTH, length));
    }
  }

  /**
   * The host name of a service.
   *
   * @param fields {@code Name}, {@code DisplayName} and so on
   */
  Result render(Map<String, String> fields, Map<String, String> labels) {
    return switch (fill(fields, labels)) {
      case Result.Hostname(var name) -> checked(name);
      case Result.Failed failed -> failed;
    };
  }

  /** The same text whatever it is, a host name or not. */
  Result fill(Map<String, String> fields, Map<String, String> labels) {
    if (text.length() > MAX_LENGTH) {
      return new Result.Failed("template: must have at most %d characters".formatted(MAX_LENGTH));
    }
    var rendered = new StringBuilder();
    String rest = text;
    while (true) {
      int open = rest.indexOf("{{");
      int close = open < 0 ? -1 : rest.indexOf("}}", open);
      if (close < 0) {
        break;
      }
      String between = rest.substring(0, open);
      String inner = rest.substring(open + 2, close);
      boolean trimsLeft = inner.length() > 1 && inner.charAt(0) == '-' && isBlank(inner.charAt(1));
      inner = trimsLeft ? inner.substring(1) : inner;
      boolean trimsRight = endsWithDash(inner);
      String action = (trimsRight ? inner.substring(0, inner.length() - 1) : inner).strip();
      if (between.contains("}}") || !isKnown(action)) {
        break;
      }
      switch (value(action, fields, labels)) {
        case Result.Failed failed -> {
          return failed;
        }
        case Result.Hostname(var value) ->
            rendered.append(trimsLeft ? between.stripTrailing() : between).append(value);
      }
      rest = rest.substring(close + 2);
      rest = trimsRight ? rest.stripLeading() : rest;
    }
    if (rest.contains("{{") || rest.contains("}}")) {
      return new Result.Failed(
          "template: only fields such as {{ .Name }} and {{ label \"key\" }} are known: " + rest);
    }
    return new Result.Hostname(rendered.append(rest).toString());
  }

  private static boolean isBlank(char character) {
    return Character.isWhitespace(character);
  }

  private static boolean endsWithDash(String inner) {
    int last = inner.length() - 1;
    return last > 0 && inner.charAt(last) == '-' && isBlank(inner.charAt(last - 1));
  }

  private static boolean isKnown(String action) {
    return FIELD.matcher(action).matches() || LABEL.matcher(action).matches();
  }

  /** What a known action stands for; no host name yet. */
  private static Result value(
      String action, Map<String, String> fields, Map<String, String> labels) {
    Matcher label = LABEL.matcher(action);
    if (label.matches()) {
      String key = label.group(1) == null ? label.group(2) : label.group(1);
      String value = labels.get(key);
      return value == null
          ? new Result.Failed("label \"%s\" is missing".formatted(key))
          : new Result.Hostname(value);
    }
    String field = action.substring(1);
    String value = fields.get(field);
    return value == null
        ? new Result.Failed(
            "template: there is no .%s; use one of %s"
                .formatted(field, String.join(", ", fields.keySet())))
        : new Result.Hostname(value);
  }

  private static Result checked(String hostname) {
    return hostname.length() <= MAX_HOSTNAME && HOSTNAME.matcher(hostname).matches()
        ? new Result.Hostname(hostname)
        : new Result.Failed(
            "\"%s\" is no DNS name: it must consist of lower case letters, digits, '-' and '.', and begin and end with a letter or digit; at most %d characters"
                .formatted(hostname, MAX_HOSTNAME));
  }
}
