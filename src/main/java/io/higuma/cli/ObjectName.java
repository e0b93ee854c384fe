package io.higuma.cli;

import io.higuma.explain.ResourceType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An object as kubectl has it named: {@code pod web-0} or {@code deployment/web}. */
record ObjectName(ResourceType type, String name) {
  static final String USAGE =
      "An object is named as in: pod web-0, or deployment/web. The types are %s"
          .formatted(String.join(", ", ResourceType.describe()));

  /** What the API server takes for a name. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /** Whether it goes into the path of a request as it is. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Empty when it is not named so. */
  static Optional<ObjectName> parse(List<String> words) {
    List<String> parts =
        words.size() == 1 ? List.of(words.getFirst().split("/", -1)) : List.copyOf(words);
    return parts.size() == 2 && isName(parts.get(1))
        ? ResourceType.named(parts.get(0)).map(type -> new ObjectName(type, parts.get(1)))
        : Optional.empty();
  }
}
