package io.higuma.check;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How it stands with one thing. */
public enum Status {
  OK,
  /** It works, and will not do so for ever, or not for all. */
  WARNING,
  /** Something does not work. */
  ERROR,
  /** It could not be looked at. */
  SKIPPED;

  /** As it is printed. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
