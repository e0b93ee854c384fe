package io.higuma.validation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with one object, in the order in which it was found. The same twice is kept once,
 * and of very many mistakes the first: a large object must not make a larger answer.
 */
public final class Findings {
  private static final int MAX_VIOLATIONS = 100;
  private static final int MAX_MESSAGE = 1000;

  private final Set<Violation> violations = new LinkedHashSet<>();
  private final List<String> wrongTypes = new ArrayList<>();
  private boolean more;

  /** Of a value of a wrong type, and of what should be in it, nothing else is said. */
  void addWrongType(FieldPath at, String message) {
    add(at, message);
    if (wrongTypes.size() < MAX_VIOLATIONS) {
      wrongTypes.add(at.text());
    }
  }

  private boolean isWithinWrongType(FieldPath field) {
    String text = field.text();
    return wrongTypes.stream()
        .anyMatch(wrong ->
            text.startsWith(wrong)
                && (text.length() == wrong.length()
                    || text.charAt(wrong.length()) == '.'
                    || text.charAt(wrong.length()) == '['));
  }

  public void add(Violation found) {
    if (isWithinWrongType(found.field())) {
      return;
    }
    Violation violation = shortened(found);
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(violation);
    } else {
      more |= !violations.contains(violation);
    }
  }

  private static Violation shortened(Violation violation) {
    String message = violation.message();
    return message.length() <= MAX_MESSAGE
        ? violation
        : new Violation(violation.field(), message.substring(0, MAX_MESSAGE) + "…");
  }

  public void add(FieldPath at, String message) {
    add(new Violation(at, message));
  }

  /** Whether anything was found at this place. */
  public boolean hasAt(FieldPath field) {
    return violations.stream().anyMatch(violation -> violation.field().equals(field));
  }

  public boolean isEmpty() {
    return violations.isEmpty();
  }

  public List<Violation> violations() {
    var list = new ArrayList<>(violations);
    if (more) {
      list.add(new Violation(FieldPath.ROOT, "there are more mistakes; mend these first"));
    }
    return List.copyOf(list);
  }
}
