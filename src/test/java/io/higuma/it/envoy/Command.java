package io.higuma.it.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {
  private static final long PATIENCE_SECONDS = 300;

  private Command() {}

  /**
   * @return what it printed, of both kinds
   * @throws IllegalStateException if it fails
   */
  static String run(String... command) {
    return run("", List.of(command));
  }

  /** The same with a text on its standard input. */
  static String run(String input, List<String> command) {
    Outcome outcome = attempt(input, command);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(
          "%s: exit code %d: %s"
              .formatted(String.join(" ", command), outcome.exitCode(), outcome.output()));
    }
    return outcome.output();
  }

  /** What became of it. */
  record Outcome(int exitCode, String output) {}

  static Outcome attempt(String input, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " does not end");
      }
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
