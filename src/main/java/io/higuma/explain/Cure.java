package io.higuma.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;

/**
 * What to do.
 *
 * @param advice a sentence
 * @param commands to type, in this order; none when there is no single right one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Cure(String advice, List<String> commands) {
  public Cure {
    commands = List.copyOf(commands);
  }

  static Cure of(String advice, String... commands) {
    return new Cure(advice, List.of(commands));
  }

  /** This one and then that one. */
  Cure then(Cure next) {
    return new Cure(
        advice + "; then " + next.advice(),
        Stream.concat(commands.stream(), next.commands().stream()).toList());
  }
}
