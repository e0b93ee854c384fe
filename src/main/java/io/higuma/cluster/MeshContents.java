package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.NamedAddress;
import io.higuma.service.ServiceVips;
import io.higuma.service.TlsReadiness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one mesh. Each change says whether it is one, so that what only looks like news
 * costs nobody anything. For several threads.
 */
final class MeshContents {
  private final String mesh;
  private @Nullable MeshSpec spec;
  private final SortedMap<String, DataplaneView> dataplanes = new TreeMap<>();
  private final SortedMap<Key, MeshObject> services = new TreeMap<>();
  private final SortedMap<Key, MeshObject> policies = new TreeMap<>();
  private final SortedMap<Key, MeshObject> others = new TreeMap<>();
  private SortedMap<String, String> vips = new TreeMap<>();
  private List<NamedAddress> names = List.of();
  private JsonNode insight = MissingNode.getInstance();
  private @Nullable MeshView view;

  private record Key(ResourceKind kind, String name) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::name);

    static Key of(MeshObject object) {
      return new Key(object.kind(), object.name());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  MeshContents(String mesh) {
    this.mesh = mesh;
  }

  /** Of the mesh. */
  String name() {
    return mesh;
  }

  /**
   * The Mesh itself.
   *
   * @param newSpec null when it is no more
   */
  synchronized boolean mesh(@Nullable MeshSpec newSpec) {
    boolean isNew = spec == null || !spec.equals(newSpec);
    spec = newSpec;
    return isNew && changed();
  }

  synchronized boolean put(DataplaneView dataplane) {
    return putNews(dataplanes, dataplane.name(), dataplane) && changed();
  }

  /** Keeps the former object if it is equal: what was made from it is known by it. */
  private static <K, V> boolean putNews(Map<K, V> all, K key, V value) {
    if (value.equals(all.get(key))) {
      return false;
    }
    all.put(key, value);
    return true;
  }

  synchronized boolean remove(DataplaneView dataplane) {
    return dataplanes.remove(dataplane.name()) != null && changed();
  }

  synchronized boolean put(MeshObject object) {
    return putNews(of(object.kind()), Key.of(object), object) && changed();
  }

  synchronized boolean remove(MeshObject object) {
    return of(object.kind()).remove(Key.of(object)) != null && changed();
  }

  private SortedMap<Key, MeshObject> of(ResourceKind kind) {
    return switch (kind) {
      case MESH_SERVICE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> services;
      default -> ProxyCaches.isPolicy(kind) ? policies : others;
    };
  }

  /** What names lead to tags: the data of its ConfigMap. */
  synchronized boolean vips(Map<String, String> data) {
    SortedMap<String, String> newVips = ServiceVips.of(data);
    List<NamedAddress> newNames = ServiceVips.named(mesh, data);
    boolean isNew = !vips.equals(newVips) || !names.equals(newNames);
    vips = newVips;
    names = newNames;
    return isNew && changed();
  }

  /** The spec of its ServiceInsight. */
  synchronized boolean insight(JsonNode newInsight) {
    Set<String> before = tlsReady();
    insight = newInsight;
    return !before.equals(tlsReady()) && changed();
  }

  private Set<String> tlsReady() {
    String backend = spec == null || spec.mtls() == null ? null : spec.mtls().enabledBackend();
    return backend == null || backend.isEmpty() ? Set.of() : TlsReadiness.of(insight, backend);
  }

  /** What is in no mesh has to be looked at anew. */
  synchronized boolean changed() {
    view = null;
    return true;
  }

  /**
   * As it is now; the same one until something changes.
   *
   * @param ofNoMesh what the view of each mesh has
   * @return empty while there is no such Mesh
   */
  synchronized Optional<MeshView> view(Collection<MeshObject> ofNoMesh) {
    if (spec == null) {
      return Optional.empty();
    }
    MeshView known = view;
    if (known == null) {
      var all = new ArrayList<>(others.values());
      all.addAll(ofNoMesh);
      known =
          new MeshView(
              mesh,
              spec,
              List.copyOf(dataplanes.values()),
              List.copyOf(services.values()),
              List.copyOf(policies.values()),
              all,
              vips,
              names,
              tlsReady());
      view = known;
    }
    return Optional.of(known);
  }

  /** One of its Dataplanes, by name with namespace. */
  synchronized Optional<DataplaneView> dataplane(String name) {
    return Optional.ofNullable(dataplanes.get(name));
  }

  /** Whether it is a policy, of whichever format. */
  static boolean isPolicy(ResourceKind kind) {
    return kind.role() == ResourceKind.Role.POLICY
        || kind.role() == ResourceKind.Role.LEGACY_POLICY;
  }

  /** By kind, of both formats. */
  synchronized Map<ResourceKind, Integer> countPolicies() {
    var counts = new TreeMap<ResourceKind, Integer>();
    policies.keySet().forEach(key -> counts.merge(key.kind(), 1, Integer::sum));
    others.keySet().stream()
        .map(Key::kind)
        .filter(MeshContents::isPolicy)
        .forEach(kind -> counts.merge(kind, 1, Integer::sum));
    return counts;
  }
}
