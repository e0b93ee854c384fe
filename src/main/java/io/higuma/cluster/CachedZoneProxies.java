package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.service.ObjectKey;
import io.higuma.service.ZoneProxies;
import java.util.Optional;
import java.util.stream.Stream;

/** The pods of zone proxies, and which of them a change in the cluster concerns. */
public record CachedZoneProxies(ClusterCaches cluster, ZoneProxyCaches proxies)
    implements ZoneProxies {
  @Override
  public Optional<Pod> pod(ObjectKey key) {
    return cluster.pod(key.namespace(), key.name()).or(() -> proxies.pod(key));
  }

  /** The pod itself, if it is a zone proxy. */
  Stream<ObjectKey> ofPod(Pod pod) {
    if (!PodToDataplane.isZoneProxy(pod)) {
      return Stream.empty();
    }
    proxies.expectProxies();
    return Stream.of(ObjectKey.of(pod));
  }

  /** All of the namespace that they live in, if the object is there: they are a handful. */
  Stream<ObjectKey> ofNeighbour(HasMetadata object) {
    return proxies.systemNamespace().equals(object.getMetadata().getNamespace())
        ? all()
        : Stream.empty();
  }

  Stream<ObjectKey> all() {
    return Stream.concat(proxies.pods().stream(), cluster.pods(proxies.systemNamespace()).stream())
        .flatMap(this::ofPod);
  }
}
