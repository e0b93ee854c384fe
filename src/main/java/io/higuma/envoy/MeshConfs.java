package io.higuma.envoy;

import io.higuma.resource.Kri;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.targetref.MatchedPolicy;
import io.higuma.targetref.Merged;
import io.higuma.targetref.MeshPolicies;
import io.higuma.targetref.OutboundRules;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyPolicies;
import io.higuma.targetref.TagRules;
import io.higuma.targetref.TargetKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies of a mesh as generation asks for them, at one time. What was worked out is kept as
 * long as neither policies nor names and labels of services change. Safe for use by many threads.
 */
public final class MeshConfs {
  private final List<MeshObject> objects;
  private final List<MeshObject> services;
  private final IdentityHashMap<MeshObject, Policy> readings;
  private final MeshPolicies policies;
  private final LegacyPermissions permissions;
  private final Map<Kri, MeshObject> byKri = new HashMap<>();
  private final Map<List<Policy>, PolicyConfs.Outbound> outbounds = new ConcurrentHashMap<>();
  private final Map<List<Policy>, Map<ResourceKind, Conf>> singles = new ConcurrentHashMap<>();
  private final Map<io.higuma.targetref.Conf, Conf> confs = new ConcurrentHashMap<>();
  private final Map<TagRules, List<InboundConf.FromRule>> froms = new ConcurrentHashMap<>();

  private MeshConfs(
      MeshView mesh, LegacyPermissions permissions, IdentityHashMap<MeshObject, Policy> known) {
    objects = mesh.policies();
    services = mesh.services();
    this.permissions = permissions;
    readings = new IdentityHashMap<>();
    for (MeshObject object : objects) {
      Policy reading = known.get(object);
      readings.put(object, reading == null ? read(object) : reading);
    }
    policies = MeshPolicies.of(readings.values());
    services.forEach(service -> byKri.put(service.kri(), service));
  }

  public static MeshConfs of(MeshView mesh) {
    return new MeshConfs(mesh, new LegacyPermissions(mesh.others()), new IdentityHashMap<>());
  }

  /** Those of a later state of the mesh; the same if nothing changed that matters. */
  public MeshConfs after(MeshView mesh) {
    var now = new LegacyPermissions(mesh.others());
    boolean isSame =
        MeshView.areSame(objects, mesh.policies())
            && areCalledTheSame(services, mesh.services())
            && MeshView.areSame(permissions.all(), now.all());
    return isSame ? this : new MeshConfs(mesh, now, readings);
  }

  /** Policies see nothing of a service but its name and its labels. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean areCalledTheSame(List<MeshObject> before, List<MeshObject> after) {
    if (before.size() != after.size()) {
      return false;
    }
    for (int i = 0; i < before.size(); i++) {
      MeshObject one = before.get(i);
      MeshObject other = after.get(i);
      if (one != other && !(one.kri().equals(other.kri()) && one.labels().equals(other.labels()))) {
        return false;
      }
    }
    return true;
  }

  private static Policy read(MeshObject object) {
    return Policy.of(object.kind(), object.mesh(), object.name(), object.labels(), object.spec());
  }

  /** The policies themselves, to tell why something is as it is. */
  public MeshPolicies policies() {
    return policies;
  }

  /** What policies say to a proxy. */
  public PolicyConfs of(ProxyFacts proxy) {
    return new ProxyConfs(policies.of(ProxyViews.of(proxy)), this);
  }

  LegacyPermissions permissions() {
    return permissions;
  }

  PolicyConfs.Outbound outbound(ProxyPolicies matched) {
    List<Policy> selected =
        matched.matched().values().stream()
            .flatMap(List::stream)
            .map(MatchedPolicy::policy)
            .filter(policy -> !policy.to().isEmpty() || isOfBothSides(policy.kind()))
            .toList();
    return outbounds.computeIfAbsent(selected, none -> new ToConfs(matched, selected, this));
  }

  /** What it says of incoming TLS holds for outgoing, too. */
  private static boolean isOfBothSides(ResourceKind kind) {
    return kind == ResourceKind.MESH_TLS;
  }

  Map<ResourceKind, Conf> single(ProxyPolicies matched) {
    List<Policy> selected =
        matched.matched().values().stream()
            .flatMap(List::stream)
            .map(MatchedPolicy::policy)
            .filter(policy -> policy.single().isPresent())
            .toList();
    return singles.computeIfAbsent(
        selected,
        none -> {
          var single = new EnumMap<ResourceKind, Conf>(ResourceKind.class);
          for (Policy policy : selected) {
            single.computeIfAbsent(policy.kind(), kind -> conf(matched.single(kind).conf()));
          }
          return Collections.unmodifiableMap(single);
        });
  }

  Conf conf(io.higuma.targetref.Conf merged) {
    return confs.computeIfAbsent(merged, one -> new Conf(one.json()));
  }

  /** What rules by tags say; the same rules are given to many proxies. */
  List<InboundConf.FromRule> from(TagRules rules) {
    return froms.computeIfAbsent(rules, one -> ProxyConfs.from(one, this));
  }

  /** As policies point at it. */
  io.higuma.targetref.Destination destination(Destination.ServicePort port) {
    Map<String, String> labels =
        Optional.ofNullable(byKri.get(port.service()))
            .<Map<String, String>>map(MeshObject::labels)
            .orElseGet(() -> ProxyViews.labels(port.service()));
    TargetKind kind =
        switch (port.service().shortName()) {
          case "extsvc" -> TargetKind.MESH_EXTERNAL_SERVICE;
          case "mzsvc" -> TargetKind.MESH_MULTI_ZONE_SERVICE;
          default -> TargetKind.MESH_SERVICE;
        };
    return new io.higuma.targetref.Destination(
        kind, port.service().name(), labels, port.section(), port.port());
  }

  /** What {@code to} says to the proxies that the same policies select. */
  private static final class ToConfs implements PolicyConfs.Outbound {
    private final MeshConfs mesh;
    private final Map<ResourceKind, OutboundRules> rules = new EnumMap<>(ResourceKind.class);
    private final EnumMap<ResourceKind, Conf> ofAll = new EnumMap<>(ResourceKind.class);
    private final Map<Kri, Map<ResourceKind, Conf>> ofRoutes = new HashMap<>();
    private final Map<Destination, OutboundConfs> known = new ConcurrentHashMap<>();

    ToConfs(ProxyPolicies matched, List<Policy> selected, MeshConfs mesh) {
      this.mesh = mesh;
      for (Policy policy : selected) {
        rules.computeIfAbsent(policy.kind(), matched::outbound);
        if (isOfBothSides(policy.kind())) {
          Merged said = matched.inboundOfMesh(policy.kind()).others();
          ofAll.put(policy.kind(), mesh.conf(said.conf()));
        }
      }
      for (MatchedPolicy route : matched.matched(ResourceKind.MESH_HTTP_ROUTE)) {
        route(route.policy());
      }
    }

    private void route(Policy route) {
      io.higuma.targetref.Destination destination = ProxyViews.destination(route);
      var confs = new EnumMap<ResourceKind, Conf>(ResourceKind.class);
      rules.forEach((kind, ofKind) -> {
        if (ofKind.name(destination)) {
          confs.put(kind, mesh.conf(ofKind.of(destination).conf()));
        }
      });
      if (!confs.isEmpty()) {
        ofRoutes.put(ProxyViews.kri(route), confs);
      }
    }

    @Override
    public OutboundConfs of(Destination destination) {
      return known.computeIfAbsent(destination, this::merged);
    }

    private OutboundConfs merged(Destination destination) {
      var merged = new EnumMap<>(ofAll);
      rules.forEach((kind, ofKind) -> {
        var found =
            switch (destination) {
              case Destination.ByTags byTags -> ofKind.ofTags(byTags.tags());
              case Destination.ServicePort port -> ofKind.of(mesh.destination(port));
            };
        if (!found.isEmpty()) {
          merged.put(
              kind,
              mesh.conf(
                  kind == ResourceKind.MESH_HTTP_ROUTE || kind == ResourceKind.MESH_TCP_ROUTE
                      ? RouteOrigins.in(found)
                      : found.conf()));
        }
      });
      return new OutboundConfs(merged, ofRoutes);
    }
  }
}
