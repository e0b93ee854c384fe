package io.higuma.cluster;

import com.google.protobuf.Struct;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyConfig;
import io.higuma.xds.ConfigSource;
import io.higuma.xds.ProxyId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The configurations of the proxies that are connected to this replica, made anew when their mesh
 * changes. Nothing is told before all that they are made from has been read: half a mesh would take
 * traffic away from the other half.
 */
public final class ProxyConfigs implements ConfigSource, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ProxyConfigs.class);

  /** A rollout changes a mesh many times in a second. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final int WORKERS = 2;

  private final Function<String, Optional<MeshView>> views;
  private final Generation generation;
  private final WorkQueue<Work> queue;
  private final Map<ProxyId, Set<Watched>> proxies = new ConcurrentHashMap<>();
  private final Map<String, Set<ProxyId>> byMesh = new ConcurrentHashMap<>();

  /** Makes configurations. */
  public interface Generation {
    /**
     * Of one proxy; what proxies have in common has to be made once.
     *
     * @return empty while there is no such Dataplane
     * @throws RuntimeException if it can't be made: the proxy keeps the one before, and it is tried
     *     again
     */
    Optional<ProxyConfig> of(ProxyId proxy, MeshView mesh, NodeMetadata metadata);

    /** The proxy has gone. */
    default void forget(ProxyId proxy) {}

    /** The last proxy of the mesh has gone. */
    default void forget(String mesh) {}
  }

  /** What there is to be looked at. */
  private sealed interface Work {
    record OfMesh(String mesh) implements Work {}

    record OfProxy(ProxyId proxy) implements Work {}
  }

  /** Follows what configurations are made from. */
  public static ProxyConfigs of(MeshViews views, Generation generation) {
    var configs = new ProxyConfigs(views::view, work -> views.isComplete(), generation);
    views.whenChanged(configs::changed);
    return configs;
  }

  ProxyConfigs(
      Function<String, Optional<MeshView>> views, Predicate<Object> isRead, Generation generation) {
    this.views = views;
    this.generation = generation;
    queue = new WorkQueue<>("proxy-configs", this::work, isRead::test, PAUSE, WORKERS);
  }

  /** To be called when more has been read. */
  public void wake() {
    queue.wake();
  }

  /** To be called when something else than its view has changed for a mesh. */
  public void changed(String mesh) {
    if (byMesh.containsKey(mesh)) {
      queue.add(new Work.OfMesh(mesh));
    }
  }

  /** To be called when something has changed for all of them. */
  public void allChanged() {
    byMesh.keySet().forEach(this::changed);
  }

  /** To be called when something else than its mesh has changed for a proxy. */
  public void changed(ProxyId proxy) {
    if (proxies.containsKey(proxy)) {
      queue.add(new Work.OfProxy(proxy));
    }
  }

  @Override
  public Watch watch(ProxyId proxy, Struct metadata, Consumer<ProxyConfig> listener) {
    var watched = new Watched(proxy, metadata, listener);
    proxies.compute(proxy, (id, all) -> with(all, watched));
    byMesh.compute(proxy.mesh(), (mesh, all) -> with(all, proxy));
    queue.add(new Work.OfProxy(proxy));
    return () -> forget(watched);
  }

  /** Within the map's own lock for a key: a set that has become empty leaves the map. */
  private static <T> Set<T> with(@Nullable Set<T> all, T one) {
    Set<T> now = all == null ? ConcurrentHashMap.newKeySet() : all;
    now.add(one);
    return now;
  }

  private void forget(Watched watched) {
    watched.close();
    proxies.computeIfPresent(
        watched.proxy,
        (id, all) -> {
          all.remove(watched);
          return all.isEmpty() ? null : all;
        });
    if (!proxies.containsKey(watched.proxy)) {
      byMesh.computeIfPresent(
          watched.proxy.mesh(),
          (mesh, all) -> {
            // It may have come back in between.
            if (!proxies.containsKey(watched.proxy)) {
              all.remove(watched.proxy);
            }
            return all.isEmpty() ? null : all;
          });
      queue.add(new Work.OfProxy(watched.proxy)); // On no event loop, and after what is going on.
    }
  }

  /** How many proxies are connected. */
  public int connected() {
    return proxies.size();
  }

  private void work(Work work) {
    switch (work) {
      case Work.OfProxy(ProxyId proxy) -> configureOrForget(proxy);
      case Work.OfMesh(String mesh) ->
          byMesh.getOrDefault(mesh, Set.of()).forEach(this::configureAmongOthers);
    }
  }

  private void configureOrForget(ProxyId proxy) {
    if (proxies.containsKey(proxy)) {
      configure(proxy);
      return;
    }
    generation.forget(proxy);
    if (!byMesh.containsKey(proxy.mesh())) {
      generation.forget(proxy.mesh());
    }
  }

  /** What fails for one proxy keeps no other waiting: it is tried again by itself. */
  private void configureAmongOthers(ProxyId proxy) {
    try {
      configure(proxy);
    } catch (RuntimeException e) {
      LOG.debug("A configuration could not be made, the former one stays", e);
      queue.add(new Work.OfProxy(proxy));
    }
  }

  private void configure(ProxyId proxy) {
    proxies.getOrDefault(proxy, Set.of()).forEach(Watched::configure);
  }

  /** One stream of one proxy. */
  private final class Watched {
    private final ProxyId proxy;
    private final Struct struct;
    private final Consumer<ProxyConfig> listener;
    private @Nullable NodeMetadata metadata;
    private @Nullable ProxyConfig last;
    private volatile boolean isClosed;

    private Watched(ProxyId proxy, Struct struct, Consumer<ProxyConfig> listener) {
      this.proxy = proxy;
      this.struct = struct;
      this.listener = listener;
    }

    /** One at a time, so that nothing older is told after something newer. */
    private synchronized void configure() {
      if (isClosed) {
        return;
      }
      views.apply(proxy.mesh()).flatMap(this::generate).ifPresent(this::tell);
      if (isClosed) {
        queue.add(new Work.OfProxy(proxy)); // It may have been forgotten in the middle of this.
      }
    }

    private Optional<ProxyConfig> generate(MeshView mesh) {
      if (metadata == null) {
        metadata = NodeMetadata.of(struct);
      }
      return generation.of(proxy, mesh, metadata);
    }

    private void tell(ProxyConfig config) {
      boolean isNews = last == null || !config.resources().equals(last.resources());
      last = config; // Also if it is equal: its parts are remembered as long as it is held.
      if (isNews) {
        listener.accept(config);
      }
    }

    /** Does not wait for a configuration that is being made: event loops call it. */
    private void close() {
      isClosed = true;
    }
  }

  /** Has the work counted. */
  public void measure(MeterRegistry registry) {
    queue.measure(registry);
  }

  @Override
  public void close() {
    queue.close();
  }
}
