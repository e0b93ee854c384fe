package io.higuma.identity;

import io.higuma.certs.CannotSignException;
import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.certs.WorkloadIssuer.Order;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of the proxies that are connected to this replica, and their keys: in memory
 * alone, and forgotten with the proxy. Whoever calls waits for nothing: certificates are made by
 * the executor, and the listener is told. What can't be made leaves the former one in place and is
 * tried again, later each time, whatever becomes of other proxies.
 */
public final class IssuedCertificates {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MAX_DOUBLINGS = 6;
  private static final double SPREAD = 0.2;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Function<Order, Identity> issuer;
  private final Executor workers;
  private final Listener listener;
  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeSet<Due> dues = new TreeSet<>();

  /**
   * @param random spreads renewals and the tries of those that failed together
   * @param issuer throws {@link CannotSignException}
   * @param workers does not run what it is given on the caller's thread, or the caller waits
   */
  public IssuedCertificates(
      InstantSource clock,
      RandomGenerator random,
      Function<Order, Identity> issuer,
      Executor workers,
      Listener listener) {
    this.clock = clock;
    this.random = random;
    this.issuer = issuer;
    this.workers = workers;
    this.listener = listener;
  }

  /** Is told on the executor's threads, of one proxy's news in their order. */
  public interface Listener {
    /** A proxy is to be given another certificate. */
    void issued(String proxy, IssuedCertificate certificate);

    /**
     * A proxy's certificate could not be made.
     *
     * @param reason which is the same for all proxies that it holds for
     * @param sentence for users; holds nothing secret
     */
    void failed(String proxy, String reason, String sentence);

    /** {@link #nextDue} has become another instant. */
    void dueChanged();
  }

  /** All that is known of one proxy. */
  private static final class Entry {
    private CertificateWish wish;
    private boolean running;
    private boolean again;
    private int failures;
    private @Nullable Instant due;
    private @Nullable IssuedCertificate issued;
    private @Nullable String failure;

    private Entry(CertificateWish wish) {
      this.wish = wish;
    }
  }

  private record Due(Instant at, String proxy) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = at.compareTo(other.at);
      return byTime == 0 ? proxy.compareTo(other.proxy) : byTime;
    }
  }

  /**
   * Says what the certificate of a proxy is to be. What it is already costs nothing.
   *
   * @param proxy a name that no other proxy of any mesh has
   */
  public void want(String proxy, CertificateWish wish) {
    synchronized (this) {
      Entry entry = entries.get(proxy);
      if (entry != null && entry.failure == null && wish.isMetBy(entry.wish)) {
        entry.wish = wish;
        return;
      }
      if (entry == null) {
        entry = new Entry(wish);
        entries.put(proxy, entry);
      }
      if (!wish.isMetBy(entry.wish)) {
        entry.failures = 0;
      } else if (entry.due != null && entry.failures > 0) {
        return; // It failed, and will be tried again when that is due.
      }
      entry.wish = wish;
      start(proxy, entry);
    }
    listener.dueChanged();
  }

  /**
   * Says that a proxy's certificate can't be made for now, and that nobody knows when. It keeps the
   * one that it has.
   *
   * @param sentence for users; holds nothing secret
   */
  public void cannot(String proxy, String sentence) {
    synchronized (this) {
      Entry entry = entries.get(proxy);
      if (entry != null) {
        entry.failure = sentence;
        entry.failures = 0;
        noDue(proxy, entry);
      }
    }
    listener.failed(proxy, sentence, sentence);
    listener.dueChanged();
  }

  /** What the proxy is to have now; empty until the first one is made. */
  public synchronized Optional<IssuedCertificate> of(String proxy) {
    return Optional.ofNullable(entries.get(proxy)).map(entry -> entry.issued);
  }

  /** Why a proxy does not get another certificate; a sentence for users. */
  public synchronized Optional<String> failure(String proxy) {
    return Optional.ofNullable(entries.get(proxy)).map(entry -> entry.failure);
  }

  /** The proxy has gone: its key as well. */
  public void forget(String proxy) {
    synchronized (this) {
      Entry entry = entries.remove(proxy);
      if (entry == null) {
        return;
      }
      noDue(proxy, entry);
    }
    listener.dueChanged();
  }

  /** When {@link #renewDue} is to be called next; empty if nothing is due ever. */
  public synchronized Optional<Instant> nextDue() {
    return dues.isEmpty() ? Optional.empty() : Optional.of(dues.first().at());
  }

  /** Renews what is due by now. */
  public void renewDue() {
    Instant now = clock.instant();
    synchronized (this) {
      var late = new ArrayList<String>();
      for (Due due : dues) {
        if (due.at().isAfter(now)) {
          break;
        }
        late.add(due.proxy());
      }
      for (String proxy : late) {
        Entry entry = entries.get(proxy);
        if (entry != null) {
          start(proxy, entry);
        }
      }
    }
    listener.dueChanged();
  }

  /** With the lock. */
  private void start(String proxy, Entry entry) {
    noDue(proxy, entry);
    if (entry.running) {
      entry.again = true;
    } else {
      entry.running = true;
      workers.execute(() -> issue(proxy, entry));
    }
  }

  private void issue(String proxy, Entry entry) {
    CertificateWish wish;
    synchronized (this) {
      wish = entry.wish;
    }
    try {
      if (isKnown(proxy, entry)) {
        outcome(proxy, entry, wish).run();
      }
    } finally {
      finish(proxy, entry);
      listener.dueChanged();
    }
  }

  /** What there is to tell. */
  private Runnable outcome(String proxy, Entry entry, CertificateWish wish) {
    try {
      return made(proxy, entry, wish, issuer.apply(wish.order()));
    } catch (CannotSignException e) {
      return failed(proxy, entry, wish, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Not the message: who knows what a library quotes.
      return failed(proxy, entry, wish, "of a fault: " + e.getClass().getSimpleName());
    }
  }

  /** Only now may the next one be made, so that news come in their order. */
  private synchronized void finish(String proxy, Entry entry) {
    entry.running = false;
    if (entry.again && isKnown(proxy, entry)) {
      entry.again = false;
      start(proxy, entry);
    }
  }

  private synchronized boolean isKnown(String proxy, Entry entry) {
    return entries.get(proxy) == entry;
  }

  private synchronized Runnable made(
      String proxy, Entry entry, CertificateWish wish, Identity identity) {
    if (!isKnown(proxy, entry) || !wish.isMetBy(entry.wish)) {
      return () -> {}; // It has gone or changed meanwhile, and this one is of no use.
    }
    var issued =
        new IssuedCertificate(
            identity,
            wish.backend(),
            entry.wish.supportedBackends(),
            clock.instant(),
            entry.issued == null ? 1 : entry.issued.regenerations() + 1);
    entry.issued = issued;
    entry.failure = null;
    entry.failures = 0;
    due(proxy, entry, issued.renewal(random.nextDouble()));
    return () -> listener.issued(proxy, issued);
  }

  private synchronized Runnable failed(
      String proxy, Entry entry, CertificateWish wish, String reason) {
    if (!isKnown(proxy, entry) || !wish.isMetBy(entry.wish)) {
      return () -> {};
    }
    String left =
        entry.issued == null
            ? "it has none"
            : "it keeps the one that ends at " + entry.issued.until();
    String sentence =
        "The certificate of data plane %s can't be made by the authority of %s, because %s; %s"
            .formatted(proxy, wish.backend(), reason, left);
    entry.failure = sentence;
    Duration pause = pause(entry.failures);
    entry.failures++;
    due(proxy, entry, clock.instant().plus(pause));
    return () -> listener.failed(proxy, wish.backend() + ": " + reason, sentence);
  }

  private Duration pause(int failures) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
    Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return pause.plusMillis((long) (pause.toMillis() * SPREAD * random.nextDouble()));
  }

  /** With the lock. */
  private void due(String proxy, Entry entry, Instant at) {
    noDue(proxy, entry);
    entry.due = at;
    dues.add(new Due(at, proxy));
  }

  /** With the lock. */
  private void noDue(String proxy, Entry entry) {
    if (entry.due != null) {
      dues.remove(new Due(entry.due, proxy));
      entry.due = null;
    }
  }

  /** Names of the proxies that have one or wait for one. */
  public synchronized List<String> proxies() {
    return entries.keySet().stream().sorted().toList();
  }
}
