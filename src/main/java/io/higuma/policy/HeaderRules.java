package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.RegexRules;
import io.higuma.validation.SpecNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Headers of HTTP, as several policies name them. */
final class HeaderRules {
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+\\-.^_`|~]{1,256}");
  private static final int MAX_ITEMS = 16;

  private HeaderRules() {}

  static void name(SpecNode name) {
    if (name.isEmpty()) {
      Alternatives.required(name);
    } else if (!NAME.matcher(name.textOrEmpty()).matches()) {
      name.reject("must be the name of a header in lower case");
    }
  }

  /** Conditions on headers. */
  static void matches(SpecNode matches) {
    for (SpecNode match : matches.objects()) {
      name(match.field("name"));
      SpecNode value = match.field("value");
      switch (match.field("type").textOrEmpty()) {
        case "Present", "Absent" -> {
          if (value.isPresent()) {
            value.reject("must not be set");
          }
        }
        case "RegularExpression" -> regex(value);
        default -> value.textOrEmpty();
      }
    }
  }

  static void regex(SpecNode value) {
    value
        .text()
        .flatMap(RegexRules::mistake)
        .ifPresent(mistake -> value.reject("must be a valid regular expression: " + mistake));
  }

  /** Headers to set, add or remove; at least one, and each name once in its list. */
  static void modifier(SpecNode modifier) {
    SpecNode remove = modifier.field("remove");
    if (modifier.field("set").isEmpty() && modifier.field("add").isEmpty() && remove.isEmpty()) {
      modifier.reject("must have at least one defined: set, add, remove");
    }
    setAndAdd(modifier);
    fewItems(remove);
    var names = new HashSet<String>();
    for (SpecNode name : remove.items()) {
      once(name, names);
    }
  }

  /** Headers to set and to add, where there need not be any. */
  static void setAndAdd(SpecNode modifier) {
    for (String list : List.of("set", "add")) {
      fewItems(modifier.field(list));
      var names = new HashSet<String>();
      for (SpecNode header : modifier.field(list).objects()) {
        SpecNode name = header.field("name");
        name(name);
        once(name, names);
        header.expectTexts("value");
      }
    }
  }

  private static void fewItems(SpecNode list) {
    if (list.items().size() > MAX_ITEMS) {
      list.reject("must have at most 16 items");
    }
  }

  private static void once(SpecNode name, Set<String> names) {
    name.text()
        .filter(text -> !text.isEmpty() && !names.add(text))
        .ifPresent(twice -> name.reject("duplicate header name"));
  }
}
