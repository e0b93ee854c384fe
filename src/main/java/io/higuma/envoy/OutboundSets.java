package io.higuma.envoy;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import io.higuma.resource.ResourceKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All outbounds of a proxy at once. Most proxies of a mesh have the same ones, so it is looked up
 * by few facts; what changes in the mesh makes a new set, of which most resources are the old ones.
 */
final class OutboundSets {
  private final OutboundUnits units;
  private final Memo<Key, Unit> sets = new Memo<>(this::make);

  /** What changes in the mesh leaves most types as they are. */
  private final Memo<List<Resource>, Resources> ofOneType = new Memo<>(Resources::of);

  private final Memo<SortedMap<String, List<String>>, NameTable> tables =
      new Memo<>(NameTable::new);

  OutboundSets(OutboundUnits units) {
    this.units = units;
  }

  /**
   * All that a set follows from; mesh and policies are the same only where they are one object.
   *
   * @param lookup in which addresses names outside of the mesh are looked up
   */
  record Key(
      MeshIndex mesh,
      PolicyConfs.Outbound policies,
      OutboundSelection selection,
      OutboundTraits traits,
      Cluster.DnsLookupFamily lookup) {
    @SuppressWarnings("ReferenceEquality")
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && mesh == key.mesh
          && policies == key.policies
          && lookup == key.lookup
          && selection.equals(key.selection)
          && traits.equals(key.traits);
    }

    @Override
    public int hashCode() {
      return Objects.hash(
          System.identityHashCode(mesh),
          System.identityHashCode(policies),
          selection,
          traits,
          lookup);
    }
  }

  Unit of(Key key) {
    return sets.of(key);
  }

  private Unit make(Key key) {
    var made = new LinkedHashMap<String, Resource>();
    var addresses = new HashSet<String>();
    var claims = new LinkedHashMap<String, Claim>();
    var secrets = new LinkedHashSet<OutsideSecret>();
    for (OutboundPort port : key.selection().ports(key.mesh())) {
      key.mesh()
          .resolve(port.destination())
          .ifPresent(facts ->
              claims.merge(
                  OutboundSelection.key(port.address(), port.port()),
                  new Claim(port, facts),
                  (one, other) -> Claim.first(one, other, key.mesh().settings().zone())));
      addresses.add(port.address());
    }
    claims.values().forEach(claim -> add(made, secrets, key, claim.port(), claim.facts()));
    NameTable names =
        key.traits()
            .names()
            .map(family -> tables.of(DnsRecords.of(key.mesh(), addresses, family)))
            .orElse(NameTable.EMPTY);
    return Unit.of(made.values(), names, secrets, ofOneType::of);
  }

  private void add(
      Map<String, Resource> made,
      Set<OutsideSecret> secrets,
      Key key,
      OutboundPort port,
      DestinationFacts facts) {
    OutboundTraits traits = key.traits();
    OutboundConfs confs = key.policies().of(facts.destination());
    RoutePlanner.Plan plan = RoutePlanner.plan(key.mesh(), traits.naming(), facts, confs);
    for (DestinationFacts backend : plan.backends()) {
      addCluster(made, key, backend, key.policies().of(backend.destination()).merged());
      for (OutsideTls tls : backend.outside()) {
        tls.authority().ifPresent(secrets::add);
        tls.identity().ifPresent(secrets::add);
      }
    }
    put(
        made,
        units.listener(
            new OutboundUnits.ListenerKey(
                port.address(),
                port.port(),
                facts.destination(),
                facts.unifiedName(),
                facts.host(traits.naming()),
                facts.routes(),
                facts.protocol(),
                facts.listenerTags(),
                plan.routes(),
                confs,
                traits.withoutProbes())));
  }

  private void addCluster(
      Map<String, Resource> made, Key key, DestinationFacts facts, Map<ResourceKind, Conf> confs) {
    OutboundTraits traits = key.traits();
    String name = facts.cluster(traits.naming());
    boolean isDirect = facts.reach() == DestinationFacts.Reach.DIRECT;
    put(
        made,
        units.cluster(
            new OutboundUnits.ClusterKey(
                facts.destination(),
                name,
                facts.protocol(),
                facts.reach(),
                isDirect ? facts.endpoints() : List.of(),
                isDirect ? key.lookup() : Cluster.DnsLookupFamily.AUTO,
                facts.outside(),
                tls(facts, traits),
                confs.containsKey(ResourceKind.MESH_HEALTH_CHECK)
                    ? traits.probeTags()
                    : Optional.empty(),
                confs)));
    if (!isDirect) {
      put(
          made,
          units.endpoints(
              new OutboundUnits.EndpointsKey(
                  name,
                  facts.endpoints(),
                  key.mesh().isLocalityAware() || facts.isOwnZonePreferred(),
                  traits.zone(),
                  confs)));
    }
  }

  private static void put(Map<String, Resource> made, Resource resource) {
    made.putIfAbsent(resource.type() + " " + resource.name(), resource);
  }

  private static Optional<UpstreamTls> tls(DestinationFacts facts, OutboundTraits traits) {
    if (traits.tls().isEmpty() || facts.server().isEmpty()) {
      return Optional.empty();
    }
    TlsSetup own = traits.tls().get();
    DestinationFacts.Server server = facts.server().get();
    if (own.mode() == TlsMode.PERMISSIVE && !server.isReady() && facts.isWithin(traits.zone())) {
      return Optional.empty();
    }
    boolean isByKri =
        own.source() == TlsSetup.Source.IDENTITY
            && !server.kriSni().isEmpty()
            && !facts.isOnlyIn(server.olderZones());
    return Optional.of(
        new UpstreamTls(
            own.identitySecret(),
            own.trustSecret(),
            isByKri ? server.kriSni() : server.sni(),
            isByKri ? server.olderZones() : Set.of(),
            isByKri && !server.olderZones().isEmpty() ? server.sni() : "",
            server.ids()));
  }
}
