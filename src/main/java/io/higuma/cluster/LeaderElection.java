package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.higuma.leader.Candidate;
import io.higuma.leader.Contest;
import io.higuma.leader.Contest.Move;
import io.higuma.leader.Contest.Standing;
import io.higuma.leader.Leadership;
import io.higuma.leader.LeaseTiming;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes and keeps the Lease by which replicas elect the one that reconciles. Who loses it lives on,
 * and may have it again. The client's own elector is not used: it trusts the clocks of other
 * machines, and does not tell how long leadership is certain.
 */
public final class LeaderElection implements Leadership, AutoCloseable {
  /** Kuma's is another one, by which a control plane of Kuma is told. */
  public static final String LEASE = "higuma-leader";

  private static final Logger LOG = Logger.getLogger(LeaderElection.class);

  /** For one request; below any sensible deadline. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final String namespace;
  private final Candidate self;
  private final LeaseTiming timing;
  private final InstantSource clock;
  private final Contest contest;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

  /** Followers take their time, and the Lease must be renewed meanwhile. */
  private final ExecutorService turns =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("leader-turns").factory());

  /** What followers were told; with them, touched by {@link #turns} alone. */
  private boolean isLeadersTurn;

  private final List<Follower> followers = new ArrayList<>();

  private final Thread thread =
      Thread.ofPlatform().daemon().name("leader-election").unstarted(this::run);

  private volatile boolean leads;
  private volatile boolean ended;
  private volatile long renewedAt;
  private volatile String holder = "";
  private @Nullable Lease last;
  private String complaint = "";

  /** What is done while this replica leads, and only then. */
  public interface Follower {
    /** Begins. Everything is to be looked at, as after a start. */
    void lead();

    /** Stops, and forgets what was still to be done. */
    void rest();
  }

  /**
   * @param namespace where the Lease is
   */
  public LeaderElection(
      KubernetesClient client,
      String namespace,
      Candidate self,
      LeaseTiming timing,
      InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.self = self;
    this.timing = timing;
    this.clock = clock;
    contest = new Contest(self);
  }

  /** Exposes whether this replica leads. */
  public void measure(MeterRegistry registry) {
    Metric.LEADER.gauge(registry, this, election -> election.holds() ? 1 : 0);
  }

  /** Has somebody told from now on, as all of them on one thread; at first of how it is. */
  public void follow(Follower follower) {
    turn(() -> {
      followers.add(follower);
      tell(follower);
    });
  }

  /** Begins to contend, in the background. */
  public void start() {
    thread.start();
  }

  @Override
  public boolean holds() {
    return leads && System.nanoTime() - renewedAt < timing.deadline().toNanos();
  }

  /** Who leads, as far as is known; empty if nobody does. */
  public String holder() {
    return holder;
  }

  /** Leads no more, and lets another one lead at once. */
  @Override
  public synchronized void close() {
    if (ended) {
      return;
    }
    ended = true;
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(PATIENCE);
      }
      boolean led = leads;
      if (led) {
        loseIt("it ends");
      }
      turns.shutdown();
      if (!turns.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("What follows the leader takes long to end");
      }
      if (led) {
        release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      requests.shutdownNow();
    }
  }

  private void run() {
    while (!ended) {
      Duration pause;
      try {
        pause = contend() ? LeaseTiming.RENEWAL : LeaseTiming.LOOK;
      } catch (FailedException e) {
        complain(e);
        last = null;
        pause = LeaseTiming.LOOK;
      } catch (InterruptedException e) {
        return;
      }
      if (leads && !holds()) {
        loseIt("it could not renew the Lease in time");
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Whether this replica leads now. */
  private boolean contend() throws FailedException, InterruptedException {
    Lease known = leads ? last : null;
    if (known == null) {
      known = bounded(() -> lease().get()).orElse(null);
    }
    Optional<Standing> standing = Optional.ofNullable(known).map(LeaderElection::standing);
    if (contest.look(standing, System.nanoTime()) == Move.WAIT) {
      if (leads) {
        loseIt("another one has the Lease");
      }
      knowHolder(standing.map(Standing::holder).orElse(""));
      return false;
    }
    long asked = System.nanoTime(); // It holds from when it was asked for, at the latest.
    Lease wanted = mine(known);
    last =
        known == null
            ? bounded(() -> client.resource(wanted).create()).orElseThrow()
            : bounded(() -> client.resource(wanted).update()).orElseThrow();
    renewedAt = asked;
    complaint = "";
    if (!leads) {
      leads = true;
      knowHolder(self.identity());
      LOG.infov("This replica leads: {0}", self.identity());
      turn(() -> tellAll(true));
    }
    return true;
  }

  private void knowHolder(String now) {
    if (!now.equals(holder) && !now.isEmpty() && !now.equals(self.identity())) {
      LOG.infov("Another replica leads: {0}", now);
    }
    holder = now;
  }

  private void loseIt(String why) {
    leads = false;
    last = null;
    holder = "";
    LOG.infov("This replica leads no more: {0}", why);
    turn(() -> tellAll(false));
  }

  private void turn(Runnable change) {
    try {
      turns.execute(change);
    } catch (RejectedExecutionException e) { // It has been closed.
      LOG.debug("Nobody follows any more", e);
    }
  }

  private void tellAll(boolean leading) {
    isLeadersTurn = leading;
    followers.forEach(this::tell);
  }

  private void tell(Follower follower) {
    try {
      if (isLeadersTurn) {
        follower.lead();
      } else {
        follower.rest();
      }
    } catch (RuntimeException e) {
      LOG.error("A change of leadership was not followed", e);
    }
  }

  private void release() throws InterruptedException {
    try {
      Optional<Lease> found = bounded(() -> lease().get());
      if (found.map(LeaderElection::standing).filter(this::isOurs).isPresent()) {
        Lease free = found.get();
        free.getSpec().setHolderIdentity("");
        free.getSpec().setRenewTime(now());
        bounded(() -> client.resource(free).update());
        LOG.info("Another replica may lead now");
      }
    } catch (FailedException e) {
      LOG.infov("The Lease was not given back, and ends by itself: {0}", e.getMessage());
    }
  }

  private boolean isOurs(Standing standing) {
    return standing.holder().equals(self.identity());
  }

  private Resource<Lease> lease() {
    return client.leases().inNamespace(namespace).withName(LEASE);
  }

  /** Bound to the version that was seen: of two that want it, one gets it. */
  private Lease mine(@Nullable Lease known) {
    LeaseSpec before = known == null || known.getSpec() == null ? new LeaseSpec() : known.getSpec();
    boolean renews = self.identity().equals(before.getHolderIdentity());
    ZonedDateTime now = now();
    int transitions = Objects.requireNonNullElse(before.getLeaseTransitions(), 0);
    var builder = known == null ? new LeaseBuilder() : new LeaseBuilder(known);
    return builder
        .editOrNewMetadata()
        .withNamespace(namespace)
        .withName(LEASE)
        .endMetadata()
        .editOrNewSpec()
        .withHolderIdentity(self.identity())
        .withLeaseDurationSeconds(Math.toIntExact(timing.lease().toSeconds()))
        .withAcquireTime(renews ? before.getAcquireTime() : now)
        .withRenewTime(now)
        .withLeaseTransitions(renews || known == null ? transitions : transitions + 1)
        .endSpec()
        .build();
  }

  private ZonedDateTime now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
  }

  private static Standing standing(Lease lease) {
    LeaseSpec spec = lease.getSpec() == null ? new LeaseSpec() : lease.getSpec();
    return new Standing(
        Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
        String.valueOf(lease.getMetadata().getResourceVersion()),
        Duration.ofSeconds(Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 1)));
  }

  /** Once for each thing that is wrong. Of two that want the Lease, one is too late: no fault. */
  private void complain(FailedException e) {
    String now = String.valueOf(e.getMessage());
    if (!now.equals(complaint) && !e.isConflict()) {
      complaint = now;
      LOG.warnv("The Lease {0}/{1} could not be taken or renewed: {2}", namespace, LEASE, now);
    }
  }

  /** The API server did not do what it was asked, or not in time. */
  private static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isConflict;

    FailedException(String message) {
      super(message);
      isConflict = false;
    }

    FailedException(Throwable cause) {
      super(cause.getMessage());
      isConflict = cause instanceof KubernetesClientException e && Refusals.isConflict(e);
    }

    boolean isConflict() {
      return isConflict;
    }
  }

  private <T> Optional<T> bounded(Supplier<@Nullable T> request)
      throws FailedException, InterruptedException {
    Future<@Nullable T> answer = requests.submit(request::get);
    try {
      return Optional.ofNullable(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new FailedException("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new FailedException(Objects.requireNonNullElse(e.getCause(), e));
    }
  }
}
