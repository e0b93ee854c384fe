package io.higuma.it.envoy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A server in a pod; see {@link Echo}. */
public final class Application implements AutoCloseable {
  private final Process process;

  private Application(Process process) {
    this.process = process;
  }

  /** Starts one, and waits until it listens. */
  public static Application in(Pod pod, int port, String name) {
    Process process = pod.java(User.APPLICATION, Echo.class, List.of(Integer.toString(port), name));
    try {
      if (process.inputReader().readLine() == null) {
        throw new IllegalStateException("the server " + name + " does not start");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Application(process);
  }

  @Override
  public void close() {
    Pod.end(process);
  }
}
