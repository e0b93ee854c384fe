package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.resource.ResourceKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What nothing but the configuration of proxies is made from: policies, and whom proxies trust.
 * Begun last, since no pod waits for it.
 */
public final class ProxyCaches implements AutoCloseable {
  /** Not policies with a targetRef, and yet they show in configurations. */
  static final List<ResourceKind> OTHERS =
      List.of(
          ResourceKind.TRAFFIC_PERMISSION,
          ResourceKind.TRAFFIC_ROUTE,
          ResourceKind.MESH_IDENTITY,
          ResourceKind.MESH_TRUST);

  private final Map<ResourceKind, SharedIndexInformer<GenericKubernetesResource>> informers =
      new EnumMap<>(ResourceKind.class);
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private volatile boolean isStarted;

  /**
   * Of all that the API server has.
   *
   * @param systemNamespace where MeshIdentities and MeshTrusts count
   */
  public ProxyCaches(KubernetesClient client, String systemNamespace) {
    Stream.concat(policies(), OTHERS.stream())
        .forEach(kind -> {
          var objects = client.genericKubernetesResources(Informers.definition(kind));
          informers.put(
              kind,
              switch (kind.scope()) {
                case NAMESPACE ->
                    kind.isInSystemNamespace()
                        ? Informers.make(
                            kind, objects.inNamespace(systemNamespace), Pruning::bookkeeping)
                        : Informers.make(kind, objects.inAnyNamespace(), Pruning::bookkeeping);
                case CLUSTER -> Informers.make(kind, objects, Pruning::bookkeeping);
              });
        });
  }

  /** The policies with a targetRef. */
  static Stream<ResourceKind> policies() {
    return Arrays.stream(ResourceKind.values()).filter(ProxyCaches::isPolicy);
  }

  /** Whether it is of a kind with a targetRef. */
  static boolean isPolicy(ResourceKind kind) {
    return kind.role() == ResourceKind.Role.POLICY;
  }

  /**
   * For event handlers.
   *
   * @throws IllegalArgumentException if that kind is not held here
   */
  SharedIndexInformer<GenericKubernetesResource> informer(ResourceKind kind) {
    return Optional.ofNullable(informers.get(kind))
        .orElseThrow(() -> new IllegalArgumentException(kind.kind() + " is not held here"));
  }

  /** Has this done, too, whenever a kind has been read. Before {@link #start}. */
  void whenRead(Runnable follower) {
    followers.add(follower);
  }

  void forEach(BiConsumer<ResourceKind, SharedIndexInformer<GenericKubernetesResource>> each) {
    informers.forEach(each);
  }

  /** Begins to fill, without waiting; {@code whenRead} is run for each kind that has been read. */
  public void start(Runnable whenRead) {
    isStarted = true;
    informers
        .values()
        .forEach(one ->
            Informers.start(one).thenRun(whenRead).thenRun(() -> followers.forEach(Runnable::run)));
  }

  /** The kinds that have not been read yet, for a sentence; none before the start. */
  public List<String> pending() {
    return watched()
        .filter(one -> !one.informer().hasSynced())
        .map(WatchedKind::kind)
        .sorted()
        .toList();
  }

  /** One for each kind; none before the start, which may never come. */
  Stream<WatchedKind> watched() {
    return isStarted
        ? informers.entrySet().stream()
            .map(one -> new WatchedKind(one.getKey().kind(), one.getValue()))
        : Stream.empty();
  }

  @Override
  public void close() {
    informers.values().forEach(SharedIndexInformer::close);
  }
}
