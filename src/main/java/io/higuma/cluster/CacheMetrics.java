package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells how old the caches may be and how much they hold. An informer goes on trying by itself when
 * its connection ends, so nobody is told: whether it has one is asked again and again.
 *
 * <p>A connection that ends without a word counts as one until the client renews it, which it does
 * after ten minutes at most.
 */
public final class CacheMetrics {
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final ServiceCaches services;

  /** By kind. */
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();

  public CacheMetrics(
      ClusterCaches caches, ServiceCaches services, MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    this.registry = registry;
    this.services = services;
    caches.informers().map(WatchedKind::of).forEach(this::watch);
  }

  /** Looks which watches are connected. To be called about once a second. */
  public void sweep() {
    // They are begun late, and not where there is no work for them.
    services.watched().forEach(this::watch);
    watched.values().forEach(Watched::look);
  }

  private void watch(WatchedKind one) {
    watched.computeIfAbsent(
        one.kind(),
        kind -> {
          var made = new Watched(one.informer());
          Metric.CACHE_AGE.gauge(registry, made, Watched::age, kind);
          Metric.CACHE_OBJECTS.gauge(registry, made, Watched::objects, kind);
          return made;
        });
  }

  private final class Watched {
    private final SharedIndexInformer<?> informer;

    /** When it was seen connected last; at first, when it began to try. */
    private volatile long connectedAt = clock.millis();

    Watched(SharedIndexInformer<?> informer) {
      this.informer = informer;
    }

    long look() {
      long now = clock.millis();
      if (informer.isWatching()) {
        connectedAt = now;
      }
      return now - connectedAt;
    }

    /** In seconds. */
    double age() {
      return look() / 1000.0;
    }

    double objects() {
      return informer.getStore().listKeys().size();
    }
  }
}
