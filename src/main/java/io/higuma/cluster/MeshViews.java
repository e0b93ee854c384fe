package io.higuma.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ServiceVips;
import io.higuma.service.TlsReadiness;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the configurations of proxies are made from, by mesh: kept as the informers tell of it, so
 * that a change costs what changed.
 */
public final class MeshViews {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Held in {@link ServiceCaches}, and in views as they are. */
  private static final List<ResourceKind> OF_SERVICE_CACHES =
      List.of(
          ResourceKind.MESH_EXTERNAL_SERVICE,
          ResourceKind.MESH_MULTI_ZONE_SERVICE,
          ResourceKind.EXTERNAL_SERVICE,
          ResourceKind.VIRTUAL_OUTBOUND,
          ResourceKind.ZONE_INGRESS);

  private static final List<ResourceKind> ALL_OF_SERVICE_CACHES =
      Stream.concat(
              Stream.of(ResourceKind.MESH_SERVICE, ResourceKind.SERVICE_INSIGHT),
              OF_SERVICE_CACHES.stream())
          .toList();

  private final StoredObjects stored;
  private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
  private final Map<String, MeshContents> meshes = new ConcurrentHashMap<>();

  /** By kind and name; in the view of each mesh. */
  private final Map<String, MeshObject> ofNoMesh = new ConcurrentSkipListMap<>();

  /** Follows from now on. Before the caches start. */
  public MeshViews(
      ClusterCaches cluster, ServiceCaches services, ProxyCaches proxies, String systemNamespace) {
    stored = new StoredObjects(systemNamespace);
    cluster
        .meshInformer()
        .addEventHandler(
            new Told<>(
                mesh -> told(name(mesh), of(name(mesh)).mesh(mesh.getSpec())),
                mesh -> told(name(mesh), of(name(mesh)).mesh(null))));
    cluster
        .dataplaneInformer()
        .addEventHandler(
            new Kept<Dataplane, DataplaneView>(
                stored::view,
                one -> told(one.mesh(), of(one.mesh()).put(one)),
                one -> told(one.mesh(), of(one.mesh()).remove(one)),
                one -> one.mesh() + "/" + one.name()));
    services.meshServiceInformer().addEventHandler(kept(stored::of));
    for (ResourceKind kind : OF_SERVICE_CACHES) {
      keep(kind, services.informer(kind));
    }
    proxies.forEach(this::keep);
    services
        .informer(ResourceKind.SERVICE_INSIGHT)
        .addEventHandler(new Told<>(this::insight, this::insightGone));
    services.configMapInformer().addEventHandler(new Told<>(this::vips, this::vipsGone));
  }

  private void keep(ResourceKind kind, SharedIndexInformer<GenericKubernetesResource> informer) {
    informer.addEventHandler(kept(object -> stored.of(kind, object)));
  }

  private <T> Kept<T, MeshObject> kept(Function<T, MeshObject> conversion) {
    return new Kept<>(conversion, this::put, this::remove, one -> one.mesh() + "/" + one.name());
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private MeshContents of(String mesh) {
    return meshes.computeIfAbsent(mesh, MeshContents::new);
  }

  /**
   * Has this told the mesh whose view is another one now.
   *
   * @param follower is called by the threads of informers: it has to be quick
   */
  public void whenChanged(Consumer<String> follower) {
    followers.add(follower);
  }

  private void told(String mesh, boolean hasChanged) {
    if (hasChanged) {
      followers.forEach(follower -> follower.accept(mesh));
    }
  }

  private void put(MeshObject object) {
    if (!object.mesh().isEmpty()) {
      told(object.mesh(), of(object.mesh()).put(object));
    } else if (!object.equals(ofNoMesh.put(key(object), object))) {
      toldAll();
    }
  }

  private void remove(MeshObject object) {
    if (!object.mesh().isEmpty()) {
      told(object.mesh(), of(object.mesh()).remove(object));
    } else if (ofNoMesh.remove(key(object)) != null) {
      toldAll();
    }
  }

  private static String key(MeshObject object) {
    return object.kind() + " " + object.name();
  }

  private void toldAll() {
    meshes.forEach((mesh, contents) -> told(mesh, contents.changed()));
  }

  private void insight(GenericKubernetesResource insight) {
    TlsReadiness.meshOf(name(insight))
        .ifPresent(mesh ->
            told(
                mesh,
                of(mesh).insight(JSON.valueToTree(insight.getAdditionalProperties().get("spec")))));
  }

  private void insightGone(GenericKubernetesResource insight) {
    TlsReadiness.meshOf(name(insight))
        .ifPresent(mesh -> told(mesh, of(mesh).insight(JSON.createObjectNode())));
  }

  private void vips(ConfigMap configMap) {
    ServiceVips.meshOf(name(configMap))
        .ifPresent(mesh -> {
          Map<String, String> data = configMap.getData();
          told(mesh, of(mesh).vips(ServiceVips.of(data == null ? Map.of() : data)));
        });
  }

  private void vipsGone(ConfigMap configMap) {
    ServiceVips.meshOf(name(configMap))
        .ifPresent(mesh -> told(mesh, of(mesh).vips(new TreeMap<>())));
  }

  /** Whether all that views have of these caches has been read once. */
  static boolean areRead(ServiceCaches services) {
    return services.haveRead(ALL_OF_SERVICE_CACHES) && services.haveReadConfigMaps();
  }

  /** As the mesh is now, the same one until something changes; empty if there is none. */
  Optional<MeshView> view(String mesh) {
    MeshContents contents = meshes.get(mesh);
    Collection<MeshObject> shared = List.copyOf(ofNoMesh.values());
    return contents == null ? Optional.empty() : contents.view(shared);
  }

  /** Policies with a targetRef in this mesh, by kind. */
  Map<ResourceKind, Integer> countPolicies(String mesh) {
    MeshContents contents = meshes.get(mesh);
    return contents == null ? Map.of() : contents.countPolicies();
  }

  /** Has it told what is there, in whatever state, and what is no more. */
  private record Told<T>(Consumer<T> put, Consumer<T> remove) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      put.accept(added);
    }

    @Override
    public void onUpdate(T before, T after) {
      put.accept(after);
    }

    @Override
    public void onDelete(T deleted, boolean lastStateUnknown) {
      remove.accept(deleted);
    }
  }

  /** The same of objects that may move to another mesh. */
  private record Kept<T, V>(
      Function<T, V> conversion, Consumer<V> put, Consumer<V> remove, Function<V, String> place)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T added) {
      put.accept(conversion.apply(added));
    }

    @Override
    public void onUpdate(T before, T after) {
      V old = conversion.apply(before);
      V now = conversion.apply(after);
      if (!place.apply(old).equals(place.apply(now))) {
        remove.accept(old);
      }
      put.accept(now);
    }

    @Override
    public void onDelete(T deleted, boolean lastStateUnknown) {
      remove.accept(conversion.apply(deleted));
    }
  }
}
