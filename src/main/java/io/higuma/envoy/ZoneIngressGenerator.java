package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.direct_response.v3.Config;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.envoy.LoadAssignments.Priorities;
import io.higuma.resource.MeshObject;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes configurations of zone ingresses, the way into a zone from others. An ingress ends no TLS:
 * it goes by the server name, and sees meshes with mTLS alone.
 */
public final class ZoneIngressGenerator {
  private final GenerationSettings settings;

  public ZoneIngressGenerator(GenerationSettings settings) {
    this.settings = settings;
  }

  /**
   * The configuration of a ZoneIngress of this zone.
   *
   * @param meshes all that the control plane has
   * @param admin with what it shows itself to the control plane
   */
  public Generated generate(
      MeshObject ingress,
      Collection<MeshIndex> meshes,
      NodeMetadata metadata,
      AdminIdentity admin) {
    List<Violation> violations = ProxyReading.check(metadata);
    if (!violations.isEmpty()) {
      return new Generated.Refused(violations);
    }
    ProxyFacts proxy = facts(ingress, metadata);
    var draft = new ProxyDraft(proxy);
    AdminGenerator.addTo(draft, admin);
    var resources = new ArrayList<Resource>();
    ListenerDraft listener = listener(ingress, metadata);
    for (MeshIndex mesh : meshes) {
      if (mesh.mtls().isPresent()) {
        addMesh(mesh, listener, resources);
      }
    }
    if (listener.chains().isEmpty()) {
      listener.add(nothing(ingress));
    }
    draft.clusters().values().forEach(cluster -> resources.add(cluster.build()));
    draft.listeners().values().forEach(other -> resources.add(other.build()));
    resources.add(listener.build());
    return new Generated.Config(ProxyConfig.of(resources), proxy, Set.of());
  }

  private static ProxyFacts facts(MeshObject ingress, NodeMetadata metadata) {
    String address = ingress.spec().path("networking").path("address").asText("");
    var networking =
        new DataplaneSpec.Networking(
            address, null, null, List.of(), List.of(), List.of(), null, null);
    return new ProxyFacts(
        new DataplaneView(
            "", ingress.name(), ingress.labels(), new DataplaneSpec(networking, null, null)),
        metadata,
        List.of(),
        Naming.LEGACY,
        Optional.empty(),
        Optional.empty());
  }

  private static ListenerDraft listener(MeshObject ingress, NodeMetadata metadata) {
    JsonNode networking = ingress.spec().path("networking");
    String address = networking.path("address").asText("");
    int port = networking.path("port").asInt();
    var listener =
        new ListenerDraft(
            Origin.INGRESS,
            Listener.newBuilder()
                .setName("inbound:" + OutboundUnits.bracketed(address) + ":" + port)
                .setAddress(Addresses.socket(address, port))
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setEnableReusePort(BoolValue.of(metadata.has(Feature.REUSE_PORT))));
    listener.inspectTls();
    return listener;
  }

  private void addMesh(MeshIndex mesh, ListenerDraft listener, List<Resource> resources) {
    if (mesh.view().spec().meshServicesMode() != MeshServicesMode.Exclusive) {
      for (String service : new TreeSet<>(mesh.localServices())) {
        var tags = new TreeMap<>(Map.of(Tags.SERVICE, service));
        add(
            mesh.view().name() + ":" + service,
            Sni.ofTags(mesh.view().name(), tags),
            mesh.localEndpoints(service),
            listener,
            resources);
      }
    }
    for (MeshObject service : mesh.services()) {
      if (isServedHere(service)) {
        addService(mesh, service, listener, resources);
      }
    }
  }

  private boolean isServedHere(MeshObject service) {
    return switch (service.kind()) {
      case MESH_SERVICE -> service.zone().isEmpty() || service.zone().equals(settings.zone());
      case MESH_MULTI_ZONE_SERVICE -> true;
      default -> false;
    };
  }

  private void addService(
      MeshIndex mesh, MeshObject service, ListenerDraft listener, List<Resource> resources) {
    for (PortOfService port : PortOfService.of(service)) {
      mesh.resolve(new Destination.ServicePort(service.kri(), port.port(), port.section()))
          .ifPresent(facts ->
              add(
                  facts.legacyName(),
                  facts.server().map(DestinationFacts.Server::sni).orElse(""),
                  ofThisZone(facts.endpoints()),
                  listener,
                  resources));
    }
  }

  /** What came here has left its zone already. */
  private List<Endpoint> ofThisZone(List<Endpoint> endpoints) {
    return endpoints.stream()
        .filter(one -> one.zone().isEmpty() || one.zone().equals(settings.zone()))
        .toList();
  }

  private void add(
      String cluster,
      String sni,
      List<Endpoint> endpoints,
      ListenerDraft listener,
      List<Resource> resources) {
    resources.add(
        new ClusterDraft(Origin.INGRESS, Protocol.TCP, Clusters.discovered(cluster)).build());
    resources.add(
        Resource.of(
            ResourceType.ENDPOINTS,
            cluster,
            LoadAssignments.of(cluster, endpoints, settings.zone(), Priorities.ALL_ZONES_ALIKE)
                .build()));
    listener.add(
        new FilterChainDraft()
            .match(
                FilterChainMatch.newBuilder()
                    .setTransportProtocol("tls")
                    .addServerNames(sni)
                    .build())
            .add(
                FilterDraft.TCP_PROXY,
                TcpProxy.newBuilder().setStatPrefix(Naming.stat(cluster)).setCluster(cluster)));
  }

  /** Envoy refuses a listener without chains. */
  private FilterChainDraft nothing(MeshObject ingress) {
    String answer =
        "{\"proxy\":\".%s\",\"zone\":\"%s\"}".formatted(ingress.name(), settings.zone());
    return new FilterChainDraft()
        .add(
            "envoy.filters.network.direct_response",
            Config.newBuilder().setResponse(DataSource.newBuilder().setInlineString(answer)));
  }
}
