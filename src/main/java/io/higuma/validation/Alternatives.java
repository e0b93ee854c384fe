package io.higuma.validation;

import java.util.List;

/** How many of some fields an object has to have. */
public final class Alternatives {
  private Alternatives() {}

  /** Notes an object that has none of these fields. */
  public static void atLeastOne(SpecNode object, String... fields) {
    if (count(object, fields) == 0) {
      object.reject("must have at least one defined: " + String.join(", ", fields));
    }
  }

  /** Notes an object that has none, or several, of these fields. */
  public static void exactlyOne(SpecNode object, String... fields) {
    if (count(object, fields) != 1) {
      object.reject("must have exactly one defined: " + String.join(", ", fields));
    }
  }

  private static long count(SpecNode object, String... fields) {
    return List.of(fields).stream().filter(name -> object.field(name).isPresent()).count();
  }

  /** Notes each of these fields that the object has. */
  public static void none(SpecNode object, String message, String... fields) {
    for (String name : fields) {
      SpecNode field = object.field(name);
      if (field.isPresent()) {
        field.reject(message);
      }
    }
  }

  /** Notes a field that is absent, or has nothing in it. */
  public static void required(SpecNode field) {
    if (field.isEmpty()) {
      field.reject("must be defined");
    }
  }
}
