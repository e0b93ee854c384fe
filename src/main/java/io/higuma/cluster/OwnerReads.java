package io.higuma.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a pod and the object that its user made. Read one by one and remembered for a
 * while: who owns a ReplicaSet does not change, and a cache of all of them would be large for a
 * question that is asked rarely.
 */
public final class OwnerReads {
  private static final int REMEMBERED = 10_000;
  private static final Duration WHILE = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final Cache<Key, HasMetadata> found =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(WHILE).build();

  private record Key(String kind, String namespace, String name) {}

  public OwnerReads(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The object, from memory if it was read lately.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server fails
   */
  public Optional<ReplicaSet> replicaSet(String namespace, String name) {
    return read(
        new Key("ReplicaSet", namespace, name),
        ReplicaSet.class,
        () -> client.apps().replicaSets().inNamespace(namespace).withName(name).get());
  }

  /**
   * The object, from memory if it was read lately.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server fails
   */
  public Optional<Job> job(String namespace, String name) {
    return read(
        new Key("Job", namespace, name),
        Job.class,
        () -> client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
  }

  private <T extends HasMetadata> Optional<T> read(
      Key key, Class<T> type, Supplier<@Nullable T> read) {
    HasMetadata known = found.getIfPresent(key);
    if (known != null) {
      return Optional.of(type.cast(known));
    }
    T now = read.get();
    if (now != null) {
      found.put(key, now);
    }
    return Optional.ofNullable(now);
  }
}
