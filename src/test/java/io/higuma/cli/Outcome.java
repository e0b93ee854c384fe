package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** What a command line did. */
record Outcome(int exitCode, String out, String err) {
  static Outcome run(String stdin, String... args) {
    return run(Map.of(), Screen.PLAIN, stdin, args);
  }

  static Outcome run(Map<String, String> environment, String stdin, String... args) {
    return run(environment, Screen.PLAIN, stdin, args);
  }

  static Outcome run(Screen screen, String stdin, String... args) {
    return run(Map.of(), screen, stdin, args);
  }

  private static Outcome run(
      Map<String, String> environment, Screen screen, String stdin, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            screen);
    int exitCode =
        HigumaCommand.run(
            args, console, new OfflineConfig(console, environment), Clock.systemUTC());
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }

  /** Nothing is printed, and the reason is a sentence with these parts. */
  static void assertRefused(Outcome outcome, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.REFUSED);
    assertThat(outcome.err()).contains(parts).doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }
}
