package io.higuma.certs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands the serving certificate on to servers, also to those that begin later. */
public final class ServedCertificates {
  private final List<Consumer<ServingPair>> servers = new ArrayList<>();
  private @Nullable ServingPair last;

  /**
   * To be told of each new one.
   *
   * @throws RuntimeException the first failure of a server, after all have been told
   */
  public synchronized void serve(ServingPair pair) {
    last = pair;
    RuntimeException failure = null;
    for (Consumer<ServingPair> server : servers) {
      try {
        server.accept(pair);
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Gives the server the certificate of now, if there is one, and each later one.
   *
   * @throws RuntimeException that of the server; then it is given none
   */
  public synchronized void follow(Consumer<ServingPair> server) {
    if (last != null) {
      server.accept(last);
    }
    servers.add(server);
  }
}
