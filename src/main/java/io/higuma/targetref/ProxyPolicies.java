package io.higuma.targetref;

import io.higuma.resource.ResourceKind;
import io.higuma.targetref.ProxyView.Listener;
import io.higuma.targetref.TagRules.Negations;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The policies that one proxy has, and what they say. */
public final class ProxyPolicies {
  private final Map<ResourceKind, List<MatchedPolicy>> matched;
  private final MeshPolicies mesh;

  ProxyPolicies(Map<ResourceKind, List<MatchedPolicy>> matched, MeshPolicies mesh) {
    var copy = new EnumMap<ResourceKind, List<MatchedPolicy>>(ResourceKind.class);
    matched.forEach((kind, policies) -> copy.put(kind, List.copyOf(policies)));
    this.matched = Collections.unmodifiableMap(copy);
    this.mesh = mesh;
  }

  /** All of them: of one kind, the strongest last. */
  public Map<ResourceKind, List<MatchedPolicy>> matched() {
    return matched;
  }

  /** Those of one kind, the strongest last. */
  public List<MatchedPolicy> matched(ResourceKind kind) {
    return matched.getOrDefault(kind, List.of());
  }

  /** What {@code to} says. */
  public OutboundRules outbound(ResourceKind kind) {
    List<MatchedPolicy> policies = matched(kind);
    return policies.isEmpty() ? OutboundRules.NONE : mesh.outbound(policies(policies));
  }

  /**
   * What {@code rules} says for a listener of the proxy, or {@code from} where it means the same.
   */
  public InboundRules inbound(ResourceKind kind, Listener listener) {
    List<Policy> policies = selecting(kind, listener);
    return policies.isEmpty() ? InboundRules.NONE : mesh.inbound(policies);
  }

  /** What policies that point at the mesh as a whole say for any listener. */
  public InboundRules inboundOfMesh(ResourceKind kind) {
    List<Policy> policies =
        policies(matched(kind)).stream().filter(ProxyPolicies::isOfMesh).toList();
    return policies.isEmpty() ? InboundRules.NONE : mesh.inbound(policies);
  }

  private static boolean isOfMesh(Policy policy) {
    return policy.target().filter(target -> target.kind() == TargetKind.MESH).isPresent();
  }

  /** What {@code from} says for a listener of the proxy, by tags of clients. */
  public TagRules from(ResourceKind kind, Listener listener) {
    List<Policy> policies = selecting(kind, listener);
    return policies.isEmpty() ? TagRules.NONE : mesh.tags(policies, Negations.ALLOWED);
  }

  /** The same without a word of tags that a client does not have. */
  public TagRules fromWithoutNegations(ResourceKind kind, Listener listener) {
    List<Policy> policies = selecting(kind, listener);
    return policies.isEmpty() ? TagRules.NONE : mesh.tags(policies, Negations.LEFT_OUT);
  }

  /** What {@code default} says about the proxy as a whole. */
  public Merged single(ResourceKind kind) {
    List<MatchedPolicy> policies = matched(kind);
    return policies.isEmpty() ? Merged.NONE : mesh.single(policies(policies));
  }

  private List<Policy> selecting(ResourceKind kind, Listener listener) {
    return matched(kind).stream()
        .filter(match -> match.listeners().contains(listener))
        .map(MatchedPolicy::policy)
        .toList();
  }

  private static List<Policy> policies(List<MatchedPolicy> matches) {
    return matches.stream().map(MatchedPolicy::policy).toList();
  }
}
