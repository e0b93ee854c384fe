package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.resource.ResourceKind;
import io.higuma.service.AddressSurroundings;
import io.higuma.service.Destination;
import io.higuma.service.DestinationSurroundings;
import io.higuma.service.KnownIdentity;
import io.higuma.service.LegacyObject;
import io.higuma.service.ObjectKey;
import io.higuma.service.Offer;
import io.higuma.service.ServiceSurroundings;
import io.higuma.service.StatusSurroundings;
import io.higuma.service.WorkloadSurroundings;
import io.higuma.service.ZoneAddressSurroundings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the objects that follow from Services and Dataplanes are made from, from memory. */
public final class CachedServiceSurroundings
    implements ServiceSurroundings,
        WorkloadSurroundings,
        ZoneAddressSurroundings,
        StatusSurroundings,
        DestinationSurroundings,
        AddressSurroundings {
  private final ClusterCaches cluster;
  private final ServiceCaches services;
  private final CachedOffers offers;
  private final CachedIdentities identities;
  private final String systemNamespace;
  private final Converted<MeshService, Destination> meshServices;
  private final Map<ResourceKind, Converted<GenericKubernetesResource, Destination>> destinations =
      new ConcurrentHashMap<>();
  private final Map<ResourceKind, Converted<GenericKubernetesResource, LegacyObject>> legacy =
      new ConcurrentHashMap<>();

  public CachedServiceSurroundings(
      ClusterCaches cluster,
      ServiceCaches services,
      CachedOffers offers,
      CachedIdentities identities,
      String systemNamespace) {
    this.cluster = cluster;
    this.services = services;
    this.offers = offers;
    this.identities = identities;
    this.systemNamespace = systemNamespace;
    meshServices =
        new Converted<>(service -> Destination.of(service).inItsNamespace(systemNamespace));
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return cluster.namespace(name);
  }

  @Override
  public Optional<Service> service(ObjectKey key) {
    return cluster.service(key.namespace(), key.name());
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return cluster.mesh(name);
  }

  @Override
  public List<EndpointSlice> endpointSlices(ObjectKey service) {
    return cluster.endpointSlices(service.namespace(), service.name());
  }

  @Override
  public Optional<Pod> pod(ObjectKey key) {
    return cluster.pod(key.namespace(), key.name());
  }

  @Override
  public Optional<List<KnownIdentity>> identities(String mesh) {
    return identities.of(mesh);
  }

  @Override
  public Set<String> trustDomains(String mesh) {
    return identities.trustDomains(mesh);
  }

  @Override
  public String zone() {
    return identities.zone();
  }

  @Override
  public Optional<MeshService> meshService(ObjectKey key) {
    return services.meshService(key);
  }

  @Override
  public List<MeshService> meshServicesOf(ObjectKey service) {
    return services.meshServicesOf(service);
  }

  @Override
  public List<Dataplane> dataplanesOf(ObjectKey workload) {
    return cluster.dataplanesOfWorkload(workload);
  }

  @Override
  public Optional<GenericKubernetesResource> workload(ObjectKey key) {
    return services.workload(key);
  }

  @Override
  public List<Node> nodes() {
    return cluster.nodes().stream()
        .sorted(Comparator.comparing(node -> node.getMetadata().getName()))
        .toList();
  }

  @Override
  public Optional<GenericKubernetesResource> meshZoneAddress(ObjectKey key) {
    return services.zoneAddress(key);
  }

  @Override
  public List<Dataplane> dataplanesOf(MeshService service) {
    return cluster.dataplanesOf(service);
  }

  @Override
  public List<Destination> destinations(ResourceKind kind) {
    return kind == ResourceKind.MESH_SERVICE
        ? meshServices.of(services.meshServices())
        : destinations
            .computeIfAbsent(
                kind,
                absent ->
                    new Converted<>(
                        object -> Destination.of(object).inItsNamespace(systemNamespace)))
            .of(services.all(kind));
  }

  @Override
  public List<GenericKubernetesResource> hostnameGenerators() {
    return services.all(ResourceKind.HOSTNAME_GENERATOR);
  }

  @Override
  public Optional<ConfigMap> addressView(String name) {
    return services.configMap(name);
  }

  @Override
  public List<ConfigMap> addressViews() {
    return services.configMaps().stream()
        .filter(one -> MeshTriggers.meshOfAddresses(one).isPresent())
        .toList();
  }

  @Override
  public List<Offer> offers(String mesh) {
    return offers.of(mesh);
  }

  @Override
  public List<LegacyObject> legacy(ResourceKind kind) {
    return legacy
        .computeIfAbsent(kind, absent -> new Converted<>(LegacyObject::of))
        .of(services.all(kind));
  }
}
