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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the configurations of proxies are made from, by mesh: kept as the informers tell of it, so
 * that a change costs what changed.
 */
public final class MeshViews implements PolicyCounts {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Held in {@link ServiceCaches}, and in views as they are. */
  static final List<ResourceKind> OF_SERVICE_CACHES =
      List.of(
          ResourceKind.MESH_EXTERNAL_SERVICE,
          ResourceKind.MESH_MULTI_ZONE_SERVICE,
          ResourceKind.EXTERNAL_SERVICE,
          ResourceKind.VIRTUAL_OUTBOUND,
          ResourceKind.MESH_ZONE_ADDRESS,
          ResourceKind.ZONE_INGRESS,
          ResourceKind.ZONE_EGRESS);

  private final StoredObjects stored;
  private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> countFollowers = new CopyOnWriteArrayList<>();
  private final Map<String, MeshContents> meshes = new ConcurrentHashMap<>();

  /** By kind and name; in the view of each mesh. */
  private final Map<String, MeshObject> ofNoMesh = new ConcurrentSkipListMap<>();

  /** Informers that have not been read yet. */
  private final List<Waiting<?>> waiting = new ArrayList<>();

  private volatile boolean isComplete;

  /**
   * A handler for when the informer has been read: then it is told all that is there before {@code
   * addEventHandler} returns. A handler from the start is told later than the informer says that it
   * is read, and half a mesh would be taken for the whole.
   */
  private record Waiting<T>(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
    boolean attach() {
      if (informer.hasSynced()) {
        informer.addEventHandler(handler);
        return true;
      }
      return false;
    }
  }

  /** Of what these have read, by {@link #attach}. */
  public MeshViews(
      ClusterCaches cluster, ServiceCaches services, ProxyCaches proxies, String systemNamespace) {
    stored = new StoredObjects(systemNamespace);
    wait(
        cluster.meshInformer(),
        new Told<>(
            mesh -> told(name(mesh), of(name(mesh)).mesh(mesh.getSpec())),
            mesh -> told(name(mesh), of(name(mesh)).mesh(null))));
    wait(
        cluster.dataplaneInformer(),
        new Kept<Dataplane, DataplaneView>(
            stored::view,
            one -> told(one.mesh(), of(one.mesh()).put(one)),
            one -> told(one.mesh(), of(one.mesh()).remove(one)),
            one -> one.mesh() + "/" + one.name()));
    wait(services.meshServiceInformer(), kept(stored::of));
    for (ResourceKind kind : OF_SERVICE_CACHES) {
      keep(kind, services.informer(kind));
    }
    proxies.forEach(this::keep);
    wait(
        services.informer(ResourceKind.SERVICE_INSIGHT),
        new Told<>(this::insight, this::insightGone));
    wait(services.configMapInformer(), new Told<>(this::vips, this::vipsGone));
  }

  private void keep(ResourceKind kind, SharedIndexInformer<GenericKubernetesResource> informer) {
    wait(informer, kept(object -> stored.of(kind, object)));
  }

  private <T> void wait(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
    waiting.add(new Waiting<>(informer, handler));
  }

  /** Takes up what has been read by now, and follows it. To be called whenever a kind is read. */
  public void attach() {
    synchronized (waiting) {
      waiting.removeIf(Waiting::attach);
      isComplete = waiting.isEmpty();
    }
  }

  /** Whether all has been read, and is in the views. */
  boolean isComplete() {
    return isComplete;
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
      changed(object, of(object.mesh()).put(object));
    } else if (!object.equals(ofNoMesh.get(key(object)))) {
      ofNoMesh.put(key(object), object);
      toldAll();
    }
  }

  private void remove(MeshObject object) {
    if (!object.mesh().isEmpty()) {
      changed(object, of(object.mesh()).remove(object));
    } else if (ofNoMesh.remove(key(object)) != null) {
      toldAll();
    }
  }

  private void changed(MeshObject object, boolean hasChanged) {
    told(object.mesh(), hasChanged);
    if (hasChanged && MeshContents.isPolicy(object.kind())) {
      countFollowers.forEach(follower -> follower.accept(object.mesh()));
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
          told(mesh, of(mesh).vips(data == null ? Map.of() : data));
        });
  }

  private void vipsGone(ConfigMap configMap) {
    ServiceVips.meshOf(name(configMap)).ifPresent(mesh -> told(mesh, of(mesh).vips(Map.of())));
  }

  /** As the mesh is now, the same one until something changes; empty if there is none. */
  Optional<MeshView> view(String mesh) {
    MeshContents contents = meshes.get(mesh);
    return contents == null ? Optional.empty() : contents.view(ofNoMesh.values());
  }

  /** As far as they are read here. */
  @Override
  public Map<ResourceKind, Integer> policiesOf(String mesh) {
    MeshContents contents = meshes.get(mesh);
    return contents == null ? Map.of() : contents.countPolicies();
  }

  @Override
  public boolean isKnown() {
    return isComplete;
  }

  @Override
  public void whenPoliciesChange(Consumer<String> follower) {
    countFollowers.add(follower);
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
