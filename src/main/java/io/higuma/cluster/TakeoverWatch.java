package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.metrics.Metric;
import io.higuma.takeover.OtherControlPlanes;
import io.higuma.takeover.OtherControlPlanes.Leader;
import io.higuma.takeover.OtherControlPlanes.Replica;
import io.higuma.takeover.OtherControlPlanes.Surroundings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tells when another control plane works on this cluster, and stops nothing. It looks at the start,
 * when a webhook configuration changes, and every ten minutes while it has seen one; never else.
 */
public final class TakeoverWatch {
  /** The reason of the Event on our pod. */
  public static final String REASON = "OtherControlPlane";

  private static final Logger LOG = Logger.getLogger(TakeoverWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration WHILE_SEEN = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final OtherControlPlanes others;
  private final Supplier<List<OtherControlPlanes.Webhook>> webhooks;
  private final Self self;
  private final EventRecorder events;
  private final InstantSource clock;

  private final AtomicBoolean awaited = new AtomicBoolean();
  private volatile List<String> signs = List.of();
  private volatile Instant looked = Instant.EPOCH;

  /**
   * Who looks.
   *
   * @param pod our name; of no pod when we run outside the cluster
   */
  public record Self(String namespace, String pod) {}

  /**
   * @param webhooks those of the configurations with Kuma's names
   */
  public TakeoverWatch(
      KubernetesClient client,
      OtherControlPlanes others,
      Supplier<List<OtherControlPlanes.Webhook>> webhooks,
      Self self,
      EventRecorder events,
      InstantSource clock) {
    this.client = client;
    this.others = others;
    this.webhooks = webhooks;
    this.self = self;
    this.events = events;
    this.clock = clock;
  }

  /** Exposes how many signs there are. */
  public void measure(MeterRegistry registry) {
    Metric.OTHER_CONTROL_PLANES.gauge(registry, this, watch -> watch.signs().size());
  }

  /** A sentence for each sign of another control plane, as of the last look. */
  public List<String> signs() {
    return signs;
  }

  /** Looks in the background, once for all that calls for it within two seconds. */
  public void lookSoon() {
    if (awaited.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(
              PAUSE.toMillis(),
              TimeUnit.MILLISECONDS,
              task -> Thread.ofVirtual().name("takeover").start(task))
          .execute(() -> {
            awaited.set(false);
            look();
          });
    }
  }

  /** To be called about once a second: looks again at times, while there is something to see. */
  public void sweep() {
    if (!signs.isEmpty() && looked.plus(WHILE_SEEN).isBefore(clock.instant())) {
      look();
    }
  }

  /** Waits for the API server. What can't be read is no sign. */
  synchronized void look() {
    looked = clock.instant();
    List<String> now =
        others.signs(new Surroundings(webhooks.get(), leader(), replicas()), clock.instant());
    List<String> before = signs;
    signs = now;
    List<String> news = now.stream().filter(sign -> !before.contains(sign)).toList();
    for (String sign : news) {
      LOG.warnv("Another control plane works on this cluster: {0}", sign);
    }
    if (!news.isEmpty()) {
      tell(news);
    }
    if (now.isEmpty() && !before.isEmpty()) {
      LOG.info("No other control plane works on this cluster any more");
    }
  }

  private void tell(List<String> news) {
    read(() -> client.pods().inNamespace(self.namespace()).withName(self.pod()).get())
        .ifPresent(
            pod -> news.forEach(sign -> events.record(pod, EventType.WARNING, REASON, sign)));
  }

  private Optional<Leader> leader() {
    return read(() ->
            client.leases().inNamespace(self.namespace()).withName(OtherControlPlanes.LEASE).get())
        .map(lease -> lease.getSpec())
        .flatMap(TakeoverWatch::leader);
  }

  private static Optional<Leader> leader(LeaseSpec lease) {
    String holder = Objects.requireNonNullElse(lease.getHolderIdentity(), "");
    return holder.isEmpty() || lease.getRenewTime() == null
        ? Optional.empty()
        : Optional.of(new Leader(holder, lease.getRenewTime().toInstant()));
  }

  /** From the API server's memory: a list of all pods from its store would be dear. */
  private List<Replica> replicas() {
    var fromMemory =
        new ListOptionsBuilder()
            .withLabelSelector("app=" + OtherControlPlanes.APP)
            .withFieldSelector("status.phase=Running")
            .withResourceVersion("0")
            .build();
    return read(() -> client.pods().inAnyNamespace().list(fromMemory).getItems())
        .orElse(List.of())
        .stream()
        .map(pod -> new Replica(pod.getMetadata().getNamespace(), pod.getMetadata().getName()))
        .toList();
  }

  private static <T> Optional<T> read(Supplier<T> read) {
    try {
      return Optional.ofNullable(read.get());
    } catch (KubernetesClientException | IllegalStateException e) { // The latter: we are ending.
      LOG.debugv("Could not look for other control planes: {0}", e.getMessage());
      return Optional.empty();
    }
  }
}
