package io.higuma.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.resource.ResourceKind;
import io.higuma.service.Connection;
import io.higuma.service.Connections;
import io.higuma.service.InsightSurroundings;
import io.higuma.service.LegacyObject;
import io.higuma.service.ObjectKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What the numbers of a mesh are made from, from memory. Connections are those that
 * DataplaneInsights tell of.
 */
public final class CachedInsightSurroundings implements InsightSurroundings, Connections {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<ResourceKind> LEGACY =
      List.of(
          ResourceKind.VIRTUAL_OUTBOUND, ResourceKind.EXTERNAL_SERVICE, ResourceKind.MESH_GATEWAY);

  private static final List<ResourceKind> LABELLED =
      List.of(
          ResourceKind.WORKLOAD,
          ResourceKind.MESH_ZONE_ADDRESS,
          ResourceKind.MESH_EXTERNAL_SERVICE,
          ResourceKind.MESH_MULTI_ZONE_SERVICE);

  private final ClusterCaches cluster;
  private final ServiceCaches services;
  private final PolicyCounts policies;
  private final Map<ResourceKind, Converted<GenericKubernetesResource, LegacyObject>> legacy =
      new ConcurrentHashMap<>();

  /** What was read of each DataplaneInsight, and of which state of it. */
  private final Map<ObjectKey, Read> connections = new ConcurrentHashMap<>();

  private record Read(GenericKubernetesResource insight, Connection connection) {}

  public CachedInsightSurroundings(
      ClusterCaches cluster, ServiceCaches services, PolicyCounts policies) {
    this.cluster = cluster;
    this.services = services;
    this.policies = policies;
    services.informer(ResourceKind.DATAPLANE_INSIGHT).addEventHandler(new Forgetting(connections));
  }

  /** Keeps nothing of a DataplaneInsight that is gone. */
  private record Forgetting(Map<ObjectKey, Read> connections)
      implements ResourceEventHandler<GenericKubernetesResource> {
    @Override
    public void onAdd(GenericKubernetesResource added) {}

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {}

    @Override
    public void onDelete(GenericKubernetesResource deleted, boolean lastStateUnknown) {
      connections.remove(ObjectKey.of(deleted));
    }
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return cluster.mesh(name);
  }

  @Override
  public List<Dataplane> dataplanesOfMesh(String mesh) {
    return cluster.dataplanesOfMesh(mesh);
  }

  @Override
  public Map<ResourceKind, Integer> counts(String mesh) {
    var counts = new EnumMap<ResourceKind, Integer>(ResourceKind.class);
    counts.put(ResourceKind.DATAPLANE, cluster.dataplanesOfMesh(mesh).size());
    counts.put(ResourceKind.MESH_SERVICE, count(services.meshServices().stream(), mesh));
    LABELLED.forEach(kind -> counts.put(kind, count(services.all(kind).stream(), mesh)));
    LEGACY.forEach(kind ->
        counts.put(
            kind, (int) legacy(kind).stream().filter(one -> one.mesh().equals(mesh)).count()));
    return counts;
  }

  @Override
  public Map<ResourceKind, Integer> policies(String mesh) {
    return policies.policiesOf(mesh);
  }

  /** The mesh of an object of the new format. */
  static String meshOf(HasMetadata object) {
    String mesh = ObjectMetadata.labels(object).getOrDefault(Labels.MESH.name(), "");
    return mesh.isEmpty() ? MeshSelection.DEFAULT_MESH : mesh;
  }

  private static int count(Stream<? extends HasMetadata> objects, String mesh) {
    return (int) objects.filter(one -> meshOf(one).equals(mesh)).count();
  }

  @Override
  public List<LegacyObject> legacy(ResourceKind kind) {
    return legacy
        .computeIfAbsent(kind, absent -> new Converted<>(LegacyObject::of))
        .of(services.all(kind));
  }

  @Override
  public Optional<GenericKubernetesResource> insight(ResourceKind kind, String name) {
    return services.one(kind, new ObjectKey("", name));
  }

  @Override
  public Connection of(Dataplane dataplane) {
    ObjectKey key = ObjectKey.of(dataplane);
    return services
        .one(ResourceKind.DATAPLANE_INSIGHT, key)
        .map(found -> read(key, found))
        .orElse(Connection.NONE);
  }

  /** A stream's list is long, and each Dataplane is asked about whenever one has changed. */
  @SuppressWarnings("ReferenceEquality") // a cache replaces what has changed; equals would read all
  private Connection read(ObjectKey key, GenericKubernetesResource found) {
    Read before = connections.get(key);
    if (before != null && before.insight() == found) {
      return before.connection();
    }
    var connection = Connection.of(JSON.valueToTree(found.getAdditionalProperties().get("status")));
    connections.put(key, new Read(found, connection));
    return connection;
  }

  /** All that is read here of {@link ServiceCaches}. */
  static List<ResourceKind> kinds() {
    var kinds = new ArrayList<ResourceKind>(LEGACY);
    kinds.addAll(LABELLED);
    kinds.add(ResourceKind.MESH_SERVICE);
    kinds.add(ResourceKind.DATAPLANE_INSIGHT);
    kinds.add(ResourceKind.MESH_INSIGHT);
    kinds.add(ResourceKind.SERVICE_INSIGHT);
    return kinds;
  }

  static List<ResourceKind> countedLegacy() {
    return LEGACY;
  }

  static List<ResourceKind> countedByLabel() {
    return LABELLED;
  }
}
