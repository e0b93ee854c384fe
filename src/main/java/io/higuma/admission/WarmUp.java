package io.higuma.admission;

import io.higuma.certs.ServingPair;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends reviews to ourselves before the API server sends the first, so that classes are loaded and
 * hot code is compiled, that of TLS and HTTP too. They go to a server beside the real one, which
 * nobody else can reach: they count in no metric, and look at no cluster. It goes on until it gets
 * no faster. A warm-up that fails is logged and does not hold the server back: a real review would
 * fail alone, too.
 */
public final class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /** Reviews of each kind on one connection. */
  private static final int ROUNDS = 25;

  /** More connections make the first pods faster by less than they delay the start. */
  private static final int MAX_CONNECTIONS = 12;

  /** As fast as before, but for what is chance. */
  private static final double SETTLED = 0.85;

  private final Vertx vertx;
  private final AdmissionLimits limits;
  private final MeterRegistry meters;
  private final CountDownLatch done = new CountDownLatch(1);

  /**
   * @param meters that nobody reads
   */
  public WarmUp(Vertx vertx, AdmissionLimits limits, MeterRegistry meters) {
    this.vertx = vertx;
    this.limits = limits;
    this.meters = meters;
  }

  /**
   * Waits until it is over; so not for an event loop.
   *
   * @param certificate that the real server shows
   */
  public void run(Collection<AdmissionRoute> routes, ServingPair certificate) {
    try {
      routes.forEach(AdmissionRoute::prepare);
      rehearse(routes.stream().filter(route -> !route.warmUps().isEmpty()).toList(), certificate);
    } catch (RuntimeException e) {
      LOG.warn("The warm-up failed; the first pods wait longer", e);
    } finally {
      done.countDown();
    }
  }

  public boolean isDone() {
    return done.getCount() == 0;
  }

  /**
   * Waits until it is over, but not for ever: it does not begin while there is no certificate.
   *
   * @throws IllegalStateException if the thread is interrupted
   */
  public void awaitDone(Duration atMost) {
    try {
      if (!done.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The warm-up is not over, and is no longer waited for");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("ended during the warm-up", e);
    }
  }

  private void rehearse(List<AdmissionRoute> routes, ServingPair certificate) {
    try (var server =
        new AdmissionServer(
            vertx,
            new AdmissionServer.Address(LoopbackClient.HOST, 0),
            routes.stream().map(AdmissionRoute::rehearsed).toList(),
            limits,
            new AdmissionMetrics(meters),
            Optional.empty())) {
      server.serve(certificate);
      var times = new ArrayList<Long>();
      while (times.size() < MAX_CONNECTIONS && !hasSettled(times)) {
        long begin = System.nanoTime();
        try (var client = new LoopbackClient(vertx, server.port(), certificate)) {
          for (int round = 0; round < ROUNDS; round++) {
            routes.forEach(
                route -> route.warmUps().forEach(review -> client.post(route.path(), review)));
          }
        }
        times.add(System.nanoTime() - begin);
      }
      LOG.infof(
          "Warmed up by %d connections of %s ms",
          times.size(), times.stream().map(TimeUnit.NANOSECONDS::toMillis).toList());
    }
  }

  /** Two connections in a row that were no faster than the best before them. */
  private static boolean hasSettled(List<Long> times) {
    int size = times.size();
    if (size < 3) {
      return false;
    }
    long best = times.subList(0, size - 2).stream().mapToLong(Long::longValue).min().orElseThrow();
    return times.get(size - 1) > best * SETTLED && times.get(size - 2) > best * SETTLED;
  }
}
