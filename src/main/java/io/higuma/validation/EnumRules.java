package io.higuma.validation;

import java.util.List;
import java.util.Optional;

/** What an enumeration of the legacy format has to be: one of its names, or its number. */
public final class EnumRules {
  private EnumRules() {}

  /**
   * The name, which for a number is the one at that position.
   *
   * @return empty if there is no value, or none of these
   */
  public static Optional<String> oneOf(SpecNode node, List<String> names) {
    if (node.isAbsent()) {
      return Optional.empty();
    }
    if (node.holdsText() && !node.holdsNumber()) {
      Optional<String> name = node.text().filter(names::contains);
      if (name.isEmpty()) {
        node.reject("must be one of " + String.join(", ", names));
      }
      return name;
    }
    Optional<Long> number = node.integer();
    if (number.isPresent() && (number.get() < 0 || number.get() >= names.size())) {
      node.reject("must be one of " + String.join(", ", names));
      return Optional.empty();
    }
    return number.map(index -> names.get(index.intValue()));
  }
}
