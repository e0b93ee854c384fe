package io.higuma.certs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the current certificate is served: asks for it, hands a new one on, and asks
 * again when it is time, when told of a change, or after a failure. All of it on one thread.
 */
public final class CertificateKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CertificateKeeper.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final CertificateSource source;
  private final Consumer<ServingPair> trust;
  private final Consumer<ServingPair> serve;
  private final ScheduledExecutorService thread;
  private final InstantSource clock;

  private @Nullable ServingPair last;
  private @Nullable ScheduledFuture<?> next;
  private Duration retry = FIRST_RETRY;

  /**
   * @param trust tells clients to trust a certificate; called at each look, and before the
   *     certificate is served, since until then the former one is still good
   * @param serve gets each new certificate; when it fails, it gets the same one again later
   * @param thread a single one, which is this object's alone
   */
  public CertificateKeeper(
      CertificateSource source,
      Consumer<ServingPair> trust,
      Consumer<ServingPair> serve,
      ScheduledExecutorService thread,
      InstantSource clock) {
    this.source = source;
    this.trust = trust;
    this.serve = serve;
    this.thread = thread;
    this.clock = clock;
  }

  /** Looks now; returns at once. */
  public void check() {
    thread.execute(this::lookAndSchedule);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void lookAndSchedule() {
    Duration delay = look();
    if (next != null) {
      next.cancel(false);
    }
    if (!thread.isShutdown()) {
      next = thread.schedule(this::lookAndSchedule, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private Duration look() {
    try {
      CertificateSource.Current current = source.current();
      if (last == null) {
        // Nobody is served yet, so there is nothing to lose if trust must be tried again.
        serve(current.pair());
      }
      trust.accept(current.pair());
      if (!current.pair().equals(last)) {
        serve(current.pair());
      }
      retry = FIRST_RETRY;
      Duration wait = Duration.between(clock.instant(), current.nextCheck());
      return wait.isNegative() ? FIRST_RETRY : wait;
    } catch (Throwable e) {
      // Whatever it is, the certificate that is served stays, and the next look may succeed.
      LOG.warnv(e, "No new serving certificate; trying again in {0}", retry);
      Duration delay = retry;
      retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
      return delay;
    }
  }

  private void serve(ServingPair pair) {
    serve.accept(pair);
    last = pair;
    LOG.infov("Serving {0}", pair);
  }
}
