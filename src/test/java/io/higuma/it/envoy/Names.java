package io.higuma.it.envoy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** A DNS server in a pod; see {@link NameServer}. */
final class Names implements AutoCloseable {
  private static final int PORT = 53;
  private static final int SIDECAR_PORT = 15053;

  private final Process process;
  private final Writer records;
  private final BufferedReader answers;

  private Names(Process process) {
    this.process = process;
    this.records = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    answer();
  }

  /** That of a whole cluster. */
  static Names ofCluster(Pod pod) {
    return in(pod, User.ROOT, List.of(pod.address(), Integer.toString(PORT)));
  }

  /**
   * That of a sidecar, to which redirection leads what programs ask.
   *
   * @param upstream whom it asks for what it does not know
   */
  static Names ofSidecar(Pod pod, Optional<String> upstream) {
    var arguments = new ArrayList<>(List.of("127.0.0.1", Integer.toString(SIDECAR_PORT)));
    upstream.ifPresent(arguments::add);
    return in(pod, User.PROXY, arguments);
  }

  private static Names in(Pod pod, User user, List<String> arguments) {
    return new Names(pod.java(user, NameServer.class, arguments));
  }

  /** From now on it knows these and no others. */
  void know(Map<String, List<String>> addresses) {
    var line = new StringJoiner(" ", "", "\n");
    addresses.forEach((name, all) -> line.add(name + "=" + String.join(",", all)));
    try {
      records.write(line.toString());
      records.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answer();
  }

  private void answer() {
    try {
      if (answers.readLine() == null) {
        throw new IllegalStateException("the DNS server has ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Pod.end(process);
  }
}
