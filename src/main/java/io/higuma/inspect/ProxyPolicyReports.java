package io.higuma.inspect;

import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxySurface;
import io.higuma.inspect.ProxyPolicyReport.Inbound;
import io.higuma.inspect.ProxyPolicyReport.Matched;
import io.higuma.inspect.ProxyPolicyReport.NotMatched;
import io.higuma.inspect.ProxyPolicyReport.OfKind;
import io.higuma.inspect.ProxyPolicyReport.Outbound;
import io.higuma.inspect.ProxyPolicyReport.Rule;
import io.higuma.inspect.ProxyPolicyReport.Value;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.targetref.Destination;
import io.higuma.targetref.InboundRules;
import io.higuma.targetref.Item;
import io.higuma.targetref.MatchedPolicy;
import io.higuma.targetref.Merged;
import io.higuma.targetref.MeshPolicies;
import io.higuma.targetref.Obstacle;
import io.higuma.targetref.OutboundRules;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyPolicies;
import io.higuma.targetref.ProxyView;
import io.higuma.targetref.ProxyView.Listener;
import io.higuma.targetref.TagRule;
import io.higuma.targetref.ValueOrigin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out which policies a proxy has, and why. It asks the engine that configurations ask. */
public final class ProxyPolicyReports {
  private static final Set<ResourceKind> BY_TAGS =
      Set.of(ResourceKind.MESH_TRAFFIC_PERMISSION, ResourceKind.MESH_FAULT_INJECTION);

  private final MeshIndex mesh;
  private final MeshPolicies policies;
  private final List<Policy> ofOthers;
  private final List<Destination> services;

  private ProxyPolicyReports(MeshIndex mesh, List<Policy> ofOthers) {
    this.mesh = mesh;
    policies = mesh.confs().policies();
    this.ofOthers = ofOthers;
    services = ProxySurface.services(mesh);
  }

  /**
   * Of proxies of one mesh.
   *
   * @param policies of all meshes that are known: it is told why those of others are not for them
   */
  public static ProxyPolicyReports of(MeshIndex mesh, Collection<MeshObject> policies) {
    return new ProxyPolicyReports(
        mesh,
        policies.stream()
            .filter(one -> !one.mesh().equals(mesh.view().name()))
            .map(one -> Policy.of(one.kind(), one.mesh(), one.name(), one.labels(), one.spec()))
            .toList());
  }

  /** Of one proxy. */
  public ProxyPolicyReport of(DataplaneView dataplane, NodeMetadata metadata) {
    var report = new OneProxy(ProxySurface.of(mesh, dataplane, metadata));
    var kinds = new ArrayList<OfKind>();
    for (ResourceKind kind : ResourceKind.values()) {
      report.of(kind).ifPresent(kinds::add);
    }
    return new ProxyPolicyReport(mesh.view().name(), dataplane.name(), kinds);
  }

  /** Of one proxy and kind; empty if there is no policy of that kind. */
  Optional<OfKind> of(DataplaneView dataplane, NodeMetadata metadata, ResourceKind kind) {
    return new OneProxy(ProxySurface.of(mesh, dataplane, metadata)).of(kind);
  }

  private final class OneProxy {
    private final ProxySurface surface;
    private final ProxyView proxy;
    private final ProxyPolicies matched;
    private final IdleItems idle;
    private final Set<Item> used = new HashSet<>();

    OneProxy(ProxySurface surface) {
      this.surface = surface;
      proxy = surface.proxy();
      matched = policies.of(proxy);
      idle = new IdleItems(proxy, services);
    }

    /** Empty if there is no policy of that kind. */
    Optional<OfKind> of(ResourceKind kind) {
      List<NotMatched> notMatched = notMatched(kind);
      if (matched.matched(kind).isEmpty() && notMatched.isEmpty()) {
        return Optional.empty();
      }
      List<Value> values = values(matched.single(kind));
      List<Inbound> inbounds = inbounds(kind);
      List<Outbound> outbounds = outbounds(kind);
      return Optional.of(
          new OfKind(
              kind.kind(),
              matched.matched(kind).stream().map(this::matched).toList(),
              values,
              inbounds,
              outbounds,
              notMatched));
    }

    private Matched matched(MatchedPolicy match) {
      Policy policy = match.policy();
      boolean isOfInbounds = !policy.rules().isEmpty() || !policy.from().isEmpty();
      return new Matched(
          Words.name(policy),
          policy.role().value(),
          origin(policy),
          Words.target(policy.target()),
          isOfInbounds ? match.listeners().stream().map(Words::inbound).toList() : List.of(),
          idle.of(policy, used));
    }

    private static String origin(Policy policy) {
      return switch (policy.origin()) {
        case GLOBAL -> "global";
        case UNKNOWN -> "";
        case ZONE -> policy.zone().isEmpty() ? "zone" : "zone " + policy.zone();
      };
    }

    private List<NotMatched> notMatched(ResourceKind kind) {
      var found = new ArrayList<NotMatched>();
      for (List<Policy> some : List.of(policies.all(), ofOthers)) {
        for (Policy policy : some) {
          if (policy.kind() == kind) {
            policies.obstacle(policy, proxy).ifPresent(why -> found.add(notMatched(policy, why)));
          }
        }
      }
      return found;
    }

    private NotMatched notMatched(Policy policy, Obstacle why) {
      return new NotMatched(
          Words.name(policy),
          policy.mesh().equals(proxy.mesh()) ? "" : policy.mesh(),
          why.reason().name(),
          why.sentence());
    }

    private List<Value> values(Merged merged) {
      used.addAll(merged.origins());
      return ValueOrigin.of(merged).stream()
          .map(value ->
              new Value(
                  value.path(),
                  value.value(),
                  Words.name(value.item().policy()),
                  value.item().path()))
          .toList();
    }

    private List<Inbound> inbounds(ResourceKind kind) {
      var inbounds = new ArrayList<Inbound>();
      for (Listener listener : proxy.listeners()) {
        List<Rule> rules = rules(kind, listener);
        if (!rules.isEmpty()) {
          inbounds.add(new Inbound(Words.inbound(listener), rules));
        }
      }
      return inbounds;
    }

    private List<Rule> rules(ResourceKind kind, Listener listener) {
      InboundRules said = matched.inbound(kind, listener);
      var rules = new ArrayList<Rule>();
      said.matched().forEach(rule -> rules.add(rule(Words.clients(rule.match()), rule.merged())));
      if (!said.others().isEmpty()) {
        boolean isPermission = kind == ResourceKind.MESH_TRAFFIC_PERMISSION;
        rules.add(rule(isPermission ? Words.PERMISSIONS : Words.ALL_CLIENTS, said.others()));
      }
      if (BY_TAGS.contains(kind)) {
        for (TagRule rule : matched.from(kind, listener).rules()) {
          rules.add(rule(Words.clients(rule), rule.merged()));
        }
      }
      return rules;
    }

    private Rule rule(String clients, Merged merged) {
      return new Rule(clients, values(merged));
    }

    private List<Outbound> outbounds(ResourceKind kind) {
      var groups = new LinkedHashMap<Merged, List<String>>();
      OutboundRules rules = matched.outbound(kind);
      for (ProxySurface.Outbound outbound : surface.outbounds()) {
        Merged said =
            outbound.service().map(rules::of).orElseGet(() -> rules.ofTags(outbound.tags()));
        add(said, Words.outbound(outbound, proxy.zone()), groups);
      }
      for (MatchedPolicy route : matched.matched(ResourceKind.MESH_HTTP_ROUTE)) {
        var destination = ProxySurface.route(route.policy());
        if (rules.name(destination)) {
          add(
              rules.of(destination),
              "requests by " + Words.destination(destination, proxy.zone()),
              groups);
        }
      }
      if (kind == ResourceKind.MESH_TLS) {
        add(matched.inboundOfMesh(kind).others(), "all destinations", groups);
      }
      return groups.entrySet().stream()
          .map(group -> new Outbound(group.getValue(), values(group.getKey())))
          .toList();
    }

    private static void add(Merged said, String name, Map<Merged, List<String>> groups) {
      if (!said.isEmpty()) {
        groups.computeIfAbsent(said, none -> new ArrayList<>()).add(name);
      }
    }
  }
}
