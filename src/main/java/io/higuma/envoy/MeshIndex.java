package io.higuma.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.api.v1alpha1.MeshServiceSpec;
import io.higuma.api.v1alpha1.MeshServiceSpec.Selector;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.CaBackend;
import io.higuma.resource.Kri;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mesh, prepared for making configurations: made once for each view of it, and asked for every
 * proxy. It remembers what it found out.
 */
public final class MeshIndex {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MeshView view;
  private final GenerationSettings settings;
  private final OtherZones otherZones;
  private final DataplaneIndex dataplanes;
  private final MeshConfs confs;
  private final Object basis;
  private final List<LegacyVip> vips;
  private final Map<Kri, MeshObject> services = new HashMap<>();
  private final Set<String> givenOut = new HashSet<>();
  private final Map<Destination, Optional<DestinationFacts>> found = new ConcurrentHashMap<>();

  private MeshIndex(MeshView view, GenerationSettings settings, MeshConfs confs, Object basis) {
    this.view = view;
    this.settings = settings;
    this.confs = confs;
    this.basis = basis;
    vips =
        Stream.concat(
                view.vips().entrySet().stream()
                    .filter(vip -> Addresses.isIp(vip.getValue()))
                    .map(vip -> LegacyVip.ofService(vip.getKey(), vip.getValue(), settings)),
                view.names().stream().map(LegacyVip::of))
            .toList();
    otherZones = OtherZones.of(view, settings);
    dataplanes = new DataplaneIndex(view.dataplanes(), otherZones.localWeight());
    for (MeshObject service : view.services()) {
      services.put(service.kri(), service);
      for (PortOfService port : PortOfService.of(service)) {
        Vips.of(service).forEach(vip -> givenOut.add(OutboundSelection.key(vip, port.port())));
      }
    }
    for (LegacyVip vip : vips) {
      vip.ports().forEach(port -> givenOut.add(OutboundSelection.key(vip.address(), port.port())));
    }
  }

  public static MeshIndex of(MeshView view, GenerationSettings settings) {
    return new MeshIndex(view, settings, MeshConfs.of(view), new Object());
  }

  /** Of a later state of the mesh; what was found out of policies is kept where it still holds. */
  @SuppressWarnings("ReferenceEquality")
  public MeshIndex after(MeshView later) {
    if (later == view) {
      return this;
    }
    Object basisOfLater = view.hasOtherDataplanesOnly(later) ? basis : new Object();
    return new MeshIndex(later, settings, confs.after(later), basisOfLater);
  }

  /**
   * Stands for all of the mesh but its Dataplanes: the same object as long as nothing else changes.
   */
  Object basis() {
    return basis;
  }

  /** What policies say. */
  public MeshConfs confs() {
    return confs;
  }

  List<LegacyVip> vips() {
    return vips;
  }

  public MeshView view() {
    return view;
  }

  public GenerationSettings settings() {
    return settings;
  }

  /**
   * The backend that is in use; empty without mTLS. A name that no backend has stands for one that
   * issues no certificates: a typing error is not to open the mesh.
   */
  Optional<CaBackend> mtls() {
    MeshSpec.Mtls mtls = view.spec().mtls();
    String enabled = mtls == null ? null : mtls.enabledBackend();
    if (mtls == null || enabled == null || enabled.isEmpty()) {
      return Optional.empty();
    }
    return mtls.backends().stream()
        .filter(backend -> enabled.equals(backend.name()))
        .findFirst()
        .or(() ->
            Optional.of(new CaBackend(enabled, null, MeshSpec.TlsMode.STRICT, null, null, null)));
  }

  boolean usesEgress() {
    var routing = view.spec().routing();
    return routing != null && routing.zoneEgress();
  }

  boolean isLocalityAware() {
    var routing = view.spec().routing();
    return routing != null && routing.localityAwareLoadBalancing();
  }

  /** The service of that name. */
  Optional<MeshObject> service(Kri kri) {
    return Optional.ofNullable(services.get(kri.withSection("")));
  }

  /** What is known of a destination; empty for one that is not there. */
  Optional<DestinationFacts> resolve(Destination destination) {
    Optional<DestinationFacts> known = found.get(destination);
    if (known != null) {
      return known;
    }
    Optional<DestinationFacts> facts =
        switch (destination) {
          case Destination.ByTags byTags -> Optional.of(byTags(byTags));
          case Destination.ServicePort port -> servicePort(port);
        };
    found.put(destination, facts);
    return facts;
  }

  private DestinationFacts byTags(Destination.ByTags destination) {
    String service = destination.service();
    List<Endpoint> local = dataplanes.endpoints(service);
    List<Endpoint> all = otherZones.with(local, service);
    Optional<LegacyExternal> external =
        local.isEmpty() ? LegacyExternal.of(view, service) : Optional.empty();
    if (external.isPresent()) {
      return external.get().facts(destination, otherZones, this);
    }
    var wanted = Tags.without(destination.tags(), Tags.SERVICE);
    List<Endpoint> matching =
        wanted.isEmpty()
            ? all
            : all.stream()
                .filter(endpoint -> endpoint.tags().entrySet().containsAll(wanted.entrySet()))
                .toList();
    return new DestinationFacts(
        destination,
        LegacyName.ofTags(destination.tags()),
        "",
        service,
        protocol(all),
        Tags.without(destination.tags(), Tags.MESH),
        matching,
        mtls()
            .map(backend ->
                new DestinationFacts.Server(
                    Sni.ofTags(view.name(), destination.tags()),
                    "",
                    List.of(spiffeId(service)),
                    view.tlsReadyServices().contains(service))),
        DestinationFacts.Reach.MESH,
        List.of());
  }

  static Protocol protocol(List<Endpoint> endpoints) {
    return Protocol.common(
        endpoints.stream()
            .map(endpoint -> Protocol.of(endpoint.tags().getOrDefault(Tags.PROTOCOL, "")))
            .toList());
  }

  String spiffeId(String service) {
    return "spiffe://" + view.name() + "/" + service;
  }

  private Optional<DestinationFacts> servicePort(Destination.ServicePort destination) {
    MeshObject service = services.get(destination.service());
    if (service == null) {
      return Optional.empty();
    }
    return PortOfService.of(service).stream()
        .filter(port -> port.port() == destination.port())
        .findFirst()
        .map(port -> servicePort(destination, service, port));
  }

  private DestinationFacts servicePort(
      Destination.ServicePort destination, MeshObject service, PortOfService port) {
    String unified = destination.kri().toString();
    boolean isExternal = service.kind() == ResourceKind.MESH_EXTERNAL_SERVICE;
    String legacy = LegacyName.ofService(service, port.port());
    return new DestinationFacts(
        destination,
        legacy,
        unified,
        legacy,
        port.protocol(),
        DestinationFacts.tagsOf(unified),
        isExternal ? otherZones.egresses(Map.of()) : endpoints(service, port),
        server(service, port),
        isExternal ? DestinationFacts.Reach.EGRESS : DestinationFacts.Reach.MESH,
        List.of());
  }

  private List<Endpoint> endpoints(MeshObject service, PortOfService port) {
    if (service.kind() == ResourceKind.MESH_SERVICE) {
      return isLocal(service)
          ? dataplanes.endpoints(selector(service), port.target())
          : otherZones.endpoints(service, port.port());
    }
    return members(service).stream()
        .flatMap(member ->
            PortOfService.of(member).stream()
                .filter(own -> own.port() == port.port())
                .flatMap(own -> endpoints(member, own).stream()))
        .distinct()
        .sorted(Endpoint.ORDER)
        .toList();
  }

  private boolean isLocal(MeshObject service) {
    return isInZone(service.zone());
  }

  /** Whether that zone is this one; no zone is each. */
  boolean isInZone(String zone) {
    return zone.isEmpty() || zone.equals(settings.zone());
  }

  /** The MeshServices that a MeshMultiZoneService stands for. */
  private List<MeshObject> members(MeshObject multiZone) {
    var members = new java.util.ArrayList<MeshObject>();
    for (JsonNode one : multiZone.status().path("meshServices")) {
      var kri =
          new Kri(
              ResourceKind.MESH_SERVICE.shortName().orElseThrow(),
              view.name(),
              one.path("zone").asText(""),
              one.path("namespace").asText(""),
              one.path("name").asText(""),
              "");
      MeshObject member = services.get(kri);
      if (member != null
          && (isLocal(member)
              || member.spec().path("state").asText("Available").equals("Available"))) {
        members.add(member);
      }
    }
    return members;
  }

  static Selector selector(MeshObject service) {
    if (!service.spec().isObject()) {
      return Selector.ofTags(Map.of());
    }
    try {
      Selector selector = JSON.treeToValue(service.spec(), MeshServiceSpec.class).selector();
      return selector == null ? Selector.ofTags(Map.of()) : selector;
    } catch (JsonProcessingException e) {
      return Selector.ofTags(Map.of()); // admission lets none in; such a one selects nothing
    }
  }

  private Optional<DestinationFacts.Server> server(MeshObject service, PortOfService port) {
    if (service.kind() == ResourceKind.MESH_EXTERNAL_SERVICE) {
      return Optional.of(
          new DestinationFacts.Server(
              Sni.ofService(service.displayName(), view.name(), port.port(), "mes"),
              kriSni(service, port),
              List.of(spiffeId("zone-egress")),
              true));
    }
    boolean isSingle = service.kind() == ResourceKind.MESH_SERVICE;
    List<MeshObject> all = isSingle ? List.of(service) : members(service);
    return Optional.of(
        new DestinationFacts.Server(
            Sni.ofService(
                isSingle ? sniName(service) : service.displayName(),
                view.name(),
                port.port(),
                isSingle ? "ms" : "mzms"),
            kriSni(service, port),
            all.stream()
                .filter(one -> !isLocal(one))
                .map(MeshObject::zone)
                .filter(otherZones::isOlder)
                .collect(Collectors.toSet()),
            all.stream().flatMap(one -> ids(one).stream()).distinct().sorted().toList(),
            all.stream().allMatch(MeshIndex::isTlsReady)));
  }

  private static String sniName(MeshObject service) {
    if (!service.label("kuma.io/origin").equals("global")) {
      return service.name();
    }
    return service.namespace().isEmpty()
        ? service.displayName()
        : service.displayName() + "." + service.namespace();
  }

  private static String kriSni(MeshObject service, PortOfService port) {
    var name = new StringBuilder("sni.").append(service.kind().shortName().orElse(""));
    name.append('.').append(service.mesh());
    if (!service.zone().isEmpty() && service.kind() != ResourceKind.MESH_MULTI_ZONE_SERVICE) {
      name.append('.').append(service.zone());
      if (!service.namespace().isEmpty()) {
        name.append('.').append(service.namespace());
      }
    }
    return name.append('.')
        .append(service.displayName())
        .append('.')
        .append(port.section())
        .toString();
  }

  private static boolean isTlsReady(MeshObject service) {
    return service.status().path("tls").path("status").asText("").equals("Ready");
  }

  private List<String> ids(MeshObject service) {
    var ids = new java.util.ArrayList<String>();
    for (JsonNode identity : service.spec().path("identities")) {
      String value = identity.path("value").asText("");
      switch (identity.path("type").asText("")) {
        case "ServiceTag" -> ids.add(spiffeId(value));
        case "SpiffeID" -> ids.add(value);
        default -> {}
      }
    }
    return ids;
  }

  /** Whether an address and port, as {@link OutboundSelection#key}, is one of a service. */
  boolean isGivenOut(String key) {
    return givenOut.contains(key);
  }

  /** Values of {@code kuma.io/service} of this zone. */
  Set<String> localServices() {
    return dataplanes.services();
  }

  List<Endpoint> localEndpoints(String service) {
    return dataplanes.endpoints(service);
  }

  /** All services of these kinds, with their labels. */
  List<MeshObject> services() {
    return view.services();
  }
}
