package io.higuma.cluster;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;

/**
 * Tells how old the caches may be and how much they hold. An informer goes on trying by itself when
 * its connection ends, so nobody is told: whether it has one is asked again and again.
 *
 * <p>A connection that ends without a word counts as one until the client renews it, which it does
 * after ten minutes at most.
 */
public final class CacheMetrics {
  private final InstantSource clock;
  private final List<Watched> watched;

  public CacheMetrics(ClusterCaches caches, MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    watched = caches.informers().map(Watched::new).toList();
    for (Watched one : watched) {
      String kind = one.informer.getApiTypeClass().getSimpleName();
      Metric.CACHE_AGE.gauge(registry, one, Watched::age, kind);
      Metric.CACHE_OBJECTS.gauge(registry, one, Watched::objects, kind);
    }
  }

  /** Looks which watches are connected. To be called about once a second. */
  public void sweep() {
    watched.forEach(Watched::look);
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
