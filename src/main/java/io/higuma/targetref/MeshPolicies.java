package io.higuma.targetref;

import io.higuma.resource.ResourceKind;
import io.higuma.targetref.Selection.Shadows;
import io.higuma.targetref.TagRules.Negations;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The policies of one mesh, as they are at one time. They are sorted once, and each is filed under
 * one thing that a proxy must have to be selected, so a proxy is compared with the few that it may
 * have. Proxies with the same policies of a kind are given the identical rules; what was worked out
 * is kept as long as this object. Safe for use by many threads.
 */
public final class MeshPolicies {
  private final List<Policy> sorted;
  private final Map<Hook, BitSet> byHook = new HashMap<>();
  private final Selection selection;
  private final Merging merging = new Merging();
  private final Map<RulesKey, Object> rules = new ConcurrentHashMap<>();

  private enum Form {
    OUTBOUND,
    INBOUND,
    TAGS,
    TAGS_WITHOUT_NEGATIONS,
    SINGLE
  }

  /** A list of policies says the same to all proxies that have it. */
  private record RulesKey(Form form, List<Policy> policies) {}

  private MeshPolicies(List<Policy> sorted) {
    this.sorted = sorted;
    selection =
        new Selection(
            sorted.stream().filter(each -> each.kind() == ResourceKind.MESH_HTTP_ROUTE).toList());
    for (int i = 0; i < sorted.size(); i++) {
      byHook.computeIfAbsent(Hook.of(sorted.get(i)), none -> new BitSet()).set(i);
    }
  }

  /** Of all policies of one mesh, in any order. */
  public static MeshPolicies of(Collection<Policy> policies) {
    return new MeshPolicies(
        policies.stream()
            .sorted(Comparator.comparing(Policy::kind).thenComparing(Precedence.OF_POLICIES))
            .toList());
  }

  /** By kind, and of one kind the strongest last. */
  public List<Policy> all() {
    return sorted;
  }

  /** The policies that a proxy of this mesh has. */
  public ProxyPolicies of(ProxyView proxy) {
    return matching(proxy, Shadows.LEFT_OUT);
  }

  /** Those that it would have if shadows were none. */
  public ProxyPolicies withShadows(ProxyView proxy) {
    return matching(proxy, Shadows.INCLUDED);
  }

  /** Why a policy, of this mesh or another, is not for a proxy of this mesh; empty if it is. */
  public Optional<Obstacle> obstacle(Policy policy, ProxyView proxy) {
    return new Obstacles(selection, proxy).of(policy);
  }

  private ProxyPolicies matching(ProxyView proxy, Shadows shadows) {
    var candidates = new BitSet();
    for (Hook hook : Hook.of(proxy)) {
      BitSet filed = byHook.get(hook);
      if (filed != null) {
        candidates.or(filed);
      }
    }
    var matched = new EnumMap<ResourceKind, List<MatchedPolicy>>(ResourceKind.class);
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      Policy policy = sorted.get(i);
      Optional<MatchedPolicy> found = selection.of(policy, proxy, shadows);
      found.ifPresent(
          match -> matched.computeIfAbsent(policy.kind(), none -> new ArrayList<>()).add(match));
    }
    return new ProxyPolicies(matched, this);
  }

  OutboundRules outbound(List<Policy> policies) {
    return shared(
        Form.OUTBOUND, policies, OutboundRules.class, some -> OutboundRules.of(some, merging));
  }

  InboundRules inbound(List<Policy> policies) {
    return shared(
        Form.INBOUND, policies, InboundRules.class, some -> InboundRules.of(some, merging));
  }

  TagRules tags(List<Policy> policies, Negations negations) {
    Form form =
        switch (negations) {
          case ALLOWED -> Form.TAGS;
          case LEFT_OUT -> Form.TAGS_WITHOUT_NEGATIONS;
        };
    return shared(form, policies, TagRules.class, some -> TagRules.of(some, negations, merging));
  }

  Merged single(List<Policy> policies) {
    return shared(
        Form.SINGLE,
        policies,
        Merged.class,
        some -> merging.of(some.stream().flatMap(each -> each.single().stream()).toList()));
  }

  private <T> T shared(
      Form form, List<Policy> policies, Class<T> type, Function<List<Policy>, T> make) {
    var key = new RulesKey(form, policies);
    Object found = rules.get(key);
    return type.cast(
        found == null ? rules.computeIfAbsent(key, none -> make.apply(policies)) : found);
  }
}
