package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec.Outbound;
import io.higuma.api.v1alpha1.DataplaneSpec.OutboundBackend;
import io.higuma.api.v1alpha1.DataplaneSpec.ReachableBackend;
import io.higuma.api.v1alpha1.DataplaneSpec.ReachableBackends;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.metadata.Labels;
import io.higuma.resource.Kri;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which outbounds a proxy has. Proxies for which this is equal have the same ones. Zone and
 * namespace are those of the proxy: names of services are looked up there.
 */
sealed interface OutboundSelection {
  String zone();

  String namespace();

  /** In the order in which they are found. */
  List<OutboundPort> ports(MeshIndex mesh);

  /**
   * Those that the Dataplane has.
   *
   * @param outbounds of the Dataplane
   */
  record Given(String zone, String namespace, List<Outbound> outbounds)
      implements OutboundSelection {
    private static final String LOCAL = "127.0.0.1";

    @Override
    public List<OutboundPort> ports(MeshIndex mesh) {
      var ports = new ArrayList<OutboundPort>();
      for (Outbound outbound : outbounds) {
        String address =
            outbound.address() == null || outbound.address().isEmpty() ? LOCAL : outbound.address();
        if (!Addresses.isEndpoint(address, outbound.port())) {
          continue;
        }
        Optional<? extends Destination> destination =
            outbound.backendRef() == null
                ? Optional.of(Destination.ByTags.of(outbound.tags()))
                : byReference(mesh, outbound.backendRef());
        destination.ifPresent(
            to -> ports.add(new OutboundPort(address, (int) outbound.port(), to)));
      }
      return ports;
    }

    private Optional<Destination.ServicePort> byReference(MeshIndex mesh, OutboundBackend backend) {
      Optional<ResourceKind> kind = ResourceKind.of(Objects.requireNonNullElse(backend.kind(), ""));
      return kind.flatMap(known -> service(mesh, known, backend))
          .flatMap(service -> OutboundSelection.port(service, (int) backend.port()));
    }

    private Optional<MeshObject> service(
        MeshIndex mesh, ResourceKind kind, OutboundBackend backend) {
      if (backend.name() == null || backend.name().isEmpty()) {
        return mesh.services().stream()
            .filter(service -> service.kind() == kind && service.hasLabels(backend.labels()))
            .findFirst();
      }
      return mesh.service(
          new Kri(
              kind.shortName().orElse(""),
              mesh.view().name(),
              zone,
              namespace,
              backend.name(),
              ""));
    }
  }

  /**
   * All addresses that the mesh gives out, where traffic is redirected.
   *
   * @param reachableServices the only values of {@code kuma.io/service}; empty is all
   * @param reachableBackends the only services; empty is all
   * @param own addresses of inbounds of the proxy which the mesh gives out as well
   */
  record OfMesh(
      String zone,
      String namespace,
      List<String> reachableServices,
      Optional<ReachableBackends> reachableBackends,
      Set<String> own)
      implements OutboundSelection {
    @Override
    public List<OutboundPort> ports(MeshIndex mesh) {
      var ports = new ArrayList<OutboundPort>();
      MeshServicesMode mode = mesh.view().spec().meshServicesMode();
      if (mode != MeshServicesMode.Exclusive) {
        addLegacy(mesh, ports);
      }
      boolean hasServices =
          switch (mode) {
            case Disabled -> false;
            case ReachableBackends -> reachableBackends.isPresent();
            case Everywhere, Exclusive -> true;
          };
      if (hasServices) {
        mesh.services().forEach(service -> addService(service, ports));
      }
      ports.removeIf(port -> own.contains(OutboundSelection.key(port.address(), port.port())));
      return ports;
    }

    private void addLegacy(MeshIndex mesh, List<OutboundPort> ports) {
      for (LegacyVip vip : mesh.vips()) {
        for (LegacyVip.Port port : vip.ports()) {
          if (reachableServices.isEmpty()
              || reachableServices.contains(port.tags().get(Tags.SERVICE))) {
            ports.add(
                new OutboundPort(vip.address(), port.port(), new Destination.ByTags(port.tags())));
          }
        }
      }
    }

    private void addService(MeshObject service, List<OutboundPort> ports) {
      for (String address : Vips.of(service)) {
        for (PortOfService port : PortOfService.of(service)) {
          if (isReachable(service, port)) {
            ports.add(
                new OutboundPort(
                    address,
                    port.port(),
                    new Destination.ServicePort(service.kri(), port.port(), port.section())));
          }
        }
      }
    }

    private boolean isReachable(MeshObject service, PortOfService port) {
      return reachableBackends.isEmpty()
          || reachableBackends.get().refs().stream().anyMatch(ref -> matches(ref, service, port));
    }

    private boolean matches(ReachableBackend ref, MeshObject service, PortOfService port) {
      if (!service.kind().kind().equals(ref.kind())
          || (ref.port() != null && ref.port() != port.port())) {
        return false;
      }
      if (!ref.labels().isEmpty()) {
        return service.hasLabels(ref.labels());
      }
      String wanted =
          ref.namespace() == null || ref.namespace().isEmpty() ? namespace : ref.namespace();
      boolean isInSystem = service.kind() != ResourceKind.MESH_SERVICE && ref.namespace() == null;
      return service.displayName().equals(ref.name())
          && (isInSystem || service.namespace().equals(wanted))
          && (service.zone().isEmpty() || service.zone().equals(zone));
    }
  }

  static Optional<Destination.ServicePort> port(MeshObject service, int number) {
    return PortOfService.of(service).stream()
        .filter(port -> port.port() == number)
        .findFirst()
        .map(port -> new Destination.ServicePort(service.kri(), number, port.section()));
  }

  static String key(String address, int port) {
    return address + " " + port;
  }

  /** What the Dataplane asks for. */
  static OutboundSelection of(MeshIndex mesh, ProxyFacts proxy) {
    DataplaneView dataplane = proxy.dataplane();
    String namespace = dataplane.labels().getOrDefault(Labels.NAMESPACE.name(), "");
    var networking = dataplane.spec().networking();
    if (networking == null) {
      return new Given(dataplane.zone(), namespace, List.of());
    }
    boolean isOfMesh =
        proxy.transparentProxy().isPresent() || proxy.metadata().has(Feature.BIND_OUTBOUNDS);
    if (!isOfMesh) {
      return new Given(dataplane.zone(), namespace, networking.outbound());
    }
    var redirection = networking.transparentProxying();
    Set<String> own =
        proxy.inbounds().stream()
            .map(inbound -> key(inbound.address(), inbound.port()))
            .filter(mesh::isGivenOut)
            .collect(java.util.stream.Collectors.toUnmodifiableSet());
    return new OfMesh(
        dataplane.zone(),
        namespace,
        redirection == null ? List.of() : redirection.reachableServices(),
        redirection == null
            ? Optional.empty()
            : Optional.ofNullable(redirection.reachableBackends()),
        own);
  }
}
