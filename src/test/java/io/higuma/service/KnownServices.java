package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.resource.ResourceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster that is given in full. */
record KnownServices(List<HasMetadata> objects)
    implements ServiceSurroundings,
        WorkloadSurroundings,
        ZoneAddressSurroundings,
        StatusSurroundings,
        DestinationSurroundings,
        AddressSurroundings,
        InsightSurroundings,
        Connections,
        GatewaySurroundings,
        IdentitySurroundings,
        ZoneProxies {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          Map.entry("ConfigMap", ConfigMap.class),
          Map.entry("Namespace", Namespace.class),
          Map.entry("Node", Node.class),
          Map.entry("Service", Service.class),
          Map.entry("EndpointSlice", EndpointSlice.class),
          Map.entry("Pod", Pod.class),
          Map.entry("Mesh", Mesh.class),
          Map.entry("Dataplane", Dataplane.class),
          Map.entry("Deployment", Deployment.class),
          Map.entry("MeshService", MeshService.class),
          Map.entry("ZoneIngress", ZoneIngress.class),
          Map.entry("ZoneEgress", ZoneEgress.class));

  KnownServices {
    objects = List.copyOf(objects);
  }

  static KnownServices of(String yaml) {
    var objects = new ArrayList<HasMetadata>();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
      for (JsonNode document : documents.readAll()) {
        Class<? extends HasMetadata> kind =
            KINDS.getOrDefault(document.path("kind").asText(), GenericKubernetesResource.class);
        objects.add(new ObjectMapper().treeToValue(document, kind));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KnownServices(objects);
  }

  @Override
  public Optional<GenericKubernetesResource> meshIdentity(ObjectKey key) {
    return generic("MeshIdentity").filter(one -> ObjectKey.of(one).equals(key)).findFirst();
  }

  @Override
  public Optional<GenericKubernetesResource> meshTrust(ObjectKey key) {
    return generic("MeshTrust").filter(one -> ObjectKey.of(one).equals(key)).findFirst();
  }

  @Override
  public List<KnownIdentity> identities(String mesh) {
    return generic("MeshIdentity")
        .filter(one -> MeshIdentityReconciler.meshOf(one).equals(mesh))
        .map(one -> KnownIdentity.of(field(one, "spec"), field(one, "status")))
        .toList();
  }

  @Override
  public Set<String> trustDomains(String mesh) {
    return generic("MeshTrust")
        .filter(one -> MeshIdentityReconciler.meshOf(one).equals(mesh))
        .map(one -> field(one, "spec").path("trustDomain").asText())
        .collect(Collectors.toSet());
  }

  @Override
  public String zone() {
    return "east";
  }

  private static JsonNode field(GenericKubernetesResource object, String name) {
    return new ObjectMapper().valueToTree(object.getAdditionalProperties().get(name));
  }

  @Override
  public Optional<Namespace> namespace(String name) {
    return one(Namespace.class, new ObjectKey("", name));
  }

  @Override
  public Optional<Service> service(ObjectKey key) {
    return one(Service.class, key);
  }

  @Override
  public Optional<Mesh> mesh(String name) {
    return one(Mesh.class, new ObjectKey("", name));
  }

  @Override
  public List<EndpointSlice> endpointSlices(ObjectKey service) {
    return labelled(EndpointSlice.class, "kubernetes.io/service-name", service);
  }

  @Override
  public Optional<Pod> pod(ObjectKey key) {
    return one(Pod.class, key);
  }

  @Override
  public Optional<MeshService> meshService(ObjectKey key) {
    return one(MeshService.class, key);
  }

  @Override
  public List<MeshService> meshServicesOf(ObjectKey service) {
    return labelled(MeshService.class, "k8s.kuma.io/service-name", service);
  }

  private <T extends HasMetadata> List<T> labelled(Class<T> type, String label, ObjectKey service) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(one -> service.namespace().equals(one.getMetadata().getNamespace()))
        .filter(one -> service.name().equals(ObjectMetadata.labels(one).get(label)))
        .toList();
  }

  private <T extends HasMetadata> Optional<T> one(Class<T> type, ObjectKey key) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(one -> ObjectKey.of(one).equals(key))
        .findFirst();
  }

  @Override
  public List<Dataplane> dataplanesOf(ObjectKey workload) {
    return all(Dataplane.class)
        .filter(one -> workload.namespace().equals(one.getMetadata().getNamespace()))
        .filter(
            one -> workload.name().equals(ObjectMetadata.annotations(one).get("kuma.io/workload")))
        .toList();
  }

  @Override
  public Optional<GenericKubernetesResource> workload(ObjectKey key) {
    return generic("Workload").filter(one -> ObjectKey.of(one).equals(key)).findFirst();
  }

  @Override
  public List<Node> nodes() {
    return all(Node.class).toList();
  }

  @Override
  public Optional<GenericKubernetesResource> meshZoneAddress(ObjectKey key) {
    return generic("MeshZoneAddress").filter(one -> ObjectKey.of(one).equals(key)).findFirst();
  }

  @Override
  public List<Dataplane> dataplanesOf(MeshService service) {
    return all(Dataplane.class).filter(one -> DataplaneSelection.matches(service, one)).toList();
  }

  @Override
  public List<Destination> destinations(ResourceKind kind) {
    return kind == ResourceKind.MESH_SERVICE
        ? all(MeshService.class).map(Destination::of).toList()
        : generic(kind.kind()).map(Destination::of).toList();
  }

  @Override
  public List<GenericKubernetesResource> hostnameGenerators() {
    return generic("HostnameGenerator").toList();
  }

  @Override
  public Optional<ConfigMap> addressView(String name) {
    return one(ConfigMap.class, new ObjectKey("kuma-system", name));
  }

  @Override
  public List<ConfigMap> addressViews() {
    return all(ConfigMap.class).toList();
  }

  @Override
  public List<Offer> offers(String mesh) {
    var offers = new Offers();
    all(Dataplane.class).forEach(one -> offers.put(ObjectKey.of(one), Optional.of(one)));
    return offers.of(mesh);
  }

  @Override
  public List<LegacyObject> legacy(ResourceKind kind) {
    var json = new ObjectMapper();
    return objects.stream()
        .filter(one -> one.getKind().equals(kind.kind()))
        .map(one -> json.convertValue(one, GenericKubernetesResource.class))
        .map(LegacyObject::of)
        .toList();
  }

  @Override
  public List<Dataplane> dataplanesOfMesh(String mesh) {
    return all(Dataplane.class).filter(one -> DataplaneSelection.meshOf(one).equals(mesh)).toList();
  }

  @Override
  public Map<ResourceKind, Integer> counts(String mesh) {
    return Map.of(ResourceKind.DATAPLANE, dataplanesOfMesh(mesh).size(), ResourceKind.WORKLOAD, 0);
  }

  @Override
  public Map<ResourceKind, Integer> policies(String mesh) {
    long timeouts =
        generic(ResourceKind.MESH_TIMEOUT.kind())
            .filter(one -> mesh.equals(one.getMetadata().getLabels().get("kuma.io/mesh")))
            .count();
    return Map.of(ResourceKind.MESH_TIMEOUT, (int) timeouts);
  }

  @Override
  public Optional<GenericKubernetesResource> insight(ResourceKind kind, String name) {
    return generic(kind.kind()).filter(one -> one.getMetadata().getName().equals(name)).findFirst();
  }

  @Override
  public Connection of(Dataplane dataplane) {
    return generic("DataplaneInsight")
        .filter(one -> ObjectKey.of(one).equals(ObjectKey.of(dataplane)))
        .map(one ->
            Connection.of(
                new ObjectMapper().valueToTree(one.getAdditionalProperties().get("status"))))
        .findFirst()
        .orElse(Connection.NONE);
  }

  @Override
  public Optional<GenericKubernetesResource> gatewayInstance(ObjectKey key) {
    return generic("MeshGatewayInstance").filter(one -> ObjectKey.of(one).equals(key)).findFirst();
  }

  @Override
  public List<GenericKubernetesResource> meshGateways() {
    return generic("MeshGateway").toList();
  }

  /** As memory has it, those with the label. */
  @Override
  public Optional<Deployment> deployment(ObjectKey key) {
    return deploymentNow(key)
        .filter(one -> ObjectMetadata.labels(one).containsKey("kuma.io/managed-by"));
  }

  @Override
  public Optional<Deployment> deploymentNow(ObjectKey key) {
    return one(Deployment.class, key);
  }

  private Stream<GenericKubernetesResource> generic(String kind) {
    return objects.stream()
        .filter(one -> one.getKind().equals(kind))
        .map(one ->
            one instanceof GenericKubernetesResource generic
                ? generic
                : new ObjectMapper().convertValue(one, GenericKubernetesResource.class));
  }

  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }
}
