package io.higuma.cluster;

import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/** Counts old sidecars of each Mesh that there is. */
public final class SidecarMetrics {
  private final ClusterCaches caches;
  private final SidecarWatch sidecars;
  private final MeterRegistry registry;
  private final Map<String, Meter> gauges = new HashMap<>();

  public SidecarMetrics(ClusterCaches caches, SidecarWatch sidecars, MeterRegistry registry) {
    this.caches = caches;
    this.sidecars = sidecars;
    this.registry = registry;
  }

  /** Looks which meshes there are. To be called about once a second. */
  public void sweep() {
    var meshes = new HashSet<>(caches.meshNames());
    gauges
        .entrySet()
        .removeIf(gauge -> {
          boolean gone = !meshes.contains(gauge.getKey());
          if (gone) {
            registry.remove(gauge.getValue());
          }
          return gone;
        });
    for (String mesh : meshes) {
      gauges.computeIfAbsent(
          mesh,
          name -> Metric.STALE_SIDECARS.gauge(registry, sidecars, all -> count(all, name), name));
    }
  }

  /** Counts nothing: another replica does. */
  public void clear() {
    gauges.values().forEach(registry::remove);
    gauges.clear();
  }

  private static double count(SidecarWatch sidecars, String mesh) {
    return sidecars.of(mesh).map(stale -> (double) stale.pods()).orElse(Double.NaN);
  }
}
