package io.higuma.validation;

import java.util.regex.Pattern;

/** What tags and selectors of tags have to be. Keys are looked at in sorted order. */
public final class TagRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9.\\-_:/]*");
  private static final Pattern VALUE = Pattern.compile("[a-zA-Z0-9.\\-_:]*");

  private TagRules() {}

  /** Tags that something has; none is allowed. */
  public static void tags(SpecNode tags) {
    for (SpecNode.Entry tag : tags.entries()) {
      name(tag);
      SpecNode value = tag.value();
      value(value);
      value
          .text()
          .filter(text -> !VALUE.matcher(text).matches())
          .ifPresent(wrong ->
              value.reject(
                  "tag value must consist of alphanumeric characters, dots, dashes and underscores"));
    }
  }

  /** Tags that something has to have; {@code *} is any value. */
  public static void selector(SpecNode tags) {
    for (SpecNode.Entry tag : tags.entries()) {
      name(tag);
      SpecNode value = tag.value();
      value(value);
      value
          .text()
          .filter(text -> !text.equals("*") && !NAME.matcher(text).matches())
          .ifPresent(wrong ->
              value.reject(
                  "tag value must consist of alphanumeric characters, dots, dashes, slashes and underscores or be \"*\""));
    }
  }

  /** A selector with at least one tag. */
  public static void nonEmptySelector(SpecNode tags) {
    if (tags.isEmpty()) {
      tags.reject("must have at least one tag");
    }
    selector(tags);
  }

  private static void name(SpecNode.Entry tag) {
    if (tag.key().isEmpty()) {
      tag.value().reject("tag name must be non-empty");
    } else if (!NAME.matcher(tag.key()).matches()) {
      tag.value()
          .reject(
              "tag name must consist of alphanumeric characters, dots, dashes, slashes and underscores");
    }
  }

  private static void value(SpecNode value) {
    if (value.isEmpty()) {
      value.reject("tag value must be non-empty");
    }
  }
}
