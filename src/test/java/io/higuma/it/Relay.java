package io.higuma.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Hands TCP connections on to ports of this machine, as a Service does; or no byte, once cut. */
final class Relay implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final ServerSocket listener;
  private final Supplier<OptionalInt> target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  /**
   * @param target asked for each connection; without one, it is closed
   */
  Relay(Supplier<OptionalInt> target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Loses whatever is sent, in both directions, without a word. */
  void cut() {
    isCut = true;
  }

  /** Lets through again, also what came meanwhile. */
  void mend() {
    isCut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // It has been closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = new Socket()) {
      open.add(client);
      open.add(server);
      waitWhileCut();
      OptionalInt port = target.get();
      if (port.isEmpty()) {
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()));
      Thread back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException e) {
      // Whoever is at the other end sees it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void copy(Socket from, Socket to) {
    var buffer = new byte[16 << 10];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        waitWhileCut();
        to.getOutputStream().write(buffer, 0, read);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
    }
  }

  private void waitWhileCut() throws InterruptedException {
    while (isCut) {
      Thread.sleep(LOOK);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  @Override
  public void close() {
    isCut = false;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(Relay::close);
  }
}
