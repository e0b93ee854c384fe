package io.higuma.cluster;

import io.higuma.certs.AuthorityFingerprints;
import io.higuma.certs.CarriedAuthorities;
import io.higuma.certs.TrustedAuthority;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts pods by the authorities that their sidecars were given to trust the control plane by. A
 * pod that changes is one step; a look at the numbers costs what different sets there are, which
 * are few.
 */
public final class AuthorityCarriers {
  private final ClusterCaches caches;
  private final TrustedAuthority today;
  private final MeterRegistry registry;
  private final CarrierCount count = new CarrierCount();
  private final Map<String, Meter> gauges = new HashMap<>();
  private volatile SortedMap<String, Integer> counted = new TreeMap<>();

  /** Begins to listen. */
  public AuthorityCarriers(ClusterCaches caches, TrustedAuthority today, MeterRegistry registry) {
    this.caches = caches;
    this.today = today;
    this.registry = registry;
    caches.podInformer().addEventHandler(count);
  }

  /** What pods trust; empty until all are known. */
  public Optional<CarriedAuthorities> now() {
    return caches.hasSynced() ? Optional.of(count.now()) : Optional.empty();
  }

  /** Counts by the authorities of today. To be called about once a second. */
  public void sweep() {
    now().ifPresent(carried -> show(carried.byNewest(AuthorityFingerprints.ofPem(today.pem()))));
  }

  private void show(SortedMap<String, Integer> now) {
    counted = now;
    gauges
        .entrySet()
        .removeIf(gauge -> {
          boolean isGone = !now.containsKey(gauge.getKey());
          if (isGone) {
            registry.remove(gauge.getValue());
          }
          return isGone;
        });
    for (String authority : now.keySet()) {
      gauges.computeIfAbsent(
          authority,
          name ->
              Metric.AUTHORITY_PODS.gauge(
                  registry, this, all -> all.counted.getOrDefault(name, 0), name));
    }
  }
}
