package io.higuma.it.envoy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program in a pod that makes calls; see {@link Caller}. */
public final class Client implements AutoCloseable {
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private Client(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** What came of requests in a row. */
  public record Load(int answered, int failed, String firstFailure) {}

  /** Starts one. */
  public static Client in(Pod pod, User user) {
    var client = new Client(pod.java(user, Caller.class, List.of()));
    client.answer();
    return client;
  }

  /**
   * Makes one request.
   *
   * @return the status, a blank and the body with {@code ; } between its lines; or {@code failed:}
   *     and why
   */
  public String get(String url) {
    return ask("GET " + url);
  }

  /** Asks again and again, until {@link #stop}. */
  public void load(String url) {
    ask("LOAD " + url);
  }

  public Load stop() {
    String[] words = ask("STOP").split(" ", 3);
    return new Load(Integer.parseInt(words[0]), Integer.parseInt(words[1]), words[2]);
  }

  private String ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("the program has ended");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Pod.end(process);
  }
}
