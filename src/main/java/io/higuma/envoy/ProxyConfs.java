package io.higuma.envoy;

import io.higuma.envoy.InboundConf.FromRule;
import io.higuma.envoy.InboundConf.Rule;
import io.higuma.envoy.InboundConf.SpiffeMatch;
import io.higuma.resource.ResourceKind;
import io.higuma.targetref.InboundRules;
import io.higuma.targetref.Item;
import io.higuma.targetref.Match;
import io.higuma.targetref.MatchedPolicy;
import io.higuma.targetref.Merged;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyPolicies;
import io.higuma.targetref.ProxyView;
import io.higuma.targetref.TagRule;
import io.higuma.targetref.TagRule.Tag.Sign;
import io.higuma.targetref.TagRules;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policies of one proxy, as generation asks for them. */
final class ProxyConfs implements PolicyConfs {
  private final ProxyPolicies matched;
  private final MeshConfs mesh;

  ProxyConfs(ProxyPolicies matched, MeshConfs mesh) {
    this.matched = matched;
    this.mesh = mesh;
  }

  @Override
  public Outbound outbound() {
    return mesh.outbound(matched);
  }

  @Override
  public List<Policy> all() {
    return matched.matched().values().stream()
        .flatMap(List::stream)
        .map(MatchedPolicy::policy)
        .toList();
  }

  @Override
  public Map<ResourceKind, Conf> single() {
    return mesh.single(matched);
  }

  @Override
  public InboundConf inbound(ResourceKind kind, InboundFacts inbound) {
    if (kind == ResourceKind.TRAFFIC_PERMISSION) {
      return mesh.permissions().of(inbound);
    }
    ProxyView.Listener listener = ProxyViews.listener(inbound);
    InboundRules rules = matched.inbound(kind, listener);
    return switch (kind) {
      case MESH_TRAFFIC_PERMISSION -> conf(each(rules.others()), matched.from(kind, listener));
      case MESH_FAULT_INJECTION -> conf(rules(rules), matched.from(kind, listener));
      default -> conf(rules(rules), TagRules.NONE);
    };
  }

  private InboundConf conf(List<Rule> rules, TagRules from) {
    return rules.isEmpty() && from.isEmpty()
        ? InboundConf.NONE
        : new InboundConf(rules, mesh.from(from), rules.isEmpty());
  }

  /** Each for itself: its lists of clients are not merged with those of others. */
  private List<Rule> each(Merged items) {
    return items.origins().stream()
        .map(item ->
            new Rule(
                Optional.empty(),
                Optional.empty(),
                mesh.conf(io.higuma.targetref.Conf.of(item.conf())),
                item.policy().kri()))
        .toList();
  }

  private List<Rule> rules(InboundRules rules) {
    var all = new ArrayList<Rule>();
    for (InboundRules.InboundRule rule : rules.matched()) {
      all.add(rule(rule.match(), rule.merged()));
    }
    if (!rules.others().isEmpty()) {
      all.add(rule(Match.ANY, rules.others()));
    }
    return all;
  }

  private Rule rule(Match match, Merged merged) {
    Item strongest = merged.origins().getLast();
    return new Rule(
        match.spiffeId().map(ProxyConfs::spiffe),
        match.sni(),
        mesh.conf(merged.conf()),
        strongest.policy().kri());
  }

  private static SpiffeMatch spiffe(Match.SpiffeId id) {
    SpiffeMatch.Type type =
        switch (id.comparison()) {
          case EXACT -> SpiffeMatch.Type.EXACT;
          case PREFIX -> SpiffeMatch.Type.PREFIX;
        };
    return new SpiffeMatch(type, id.value());
  }

  /** Of all rules at once: each is before a number of others. */
  static List<FromRule> from(TagRules rules, MeshConfs mesh) {
    var alone = new IdentityHashMap<TagRule, FromRule>();
    rules.rules().forEach(rule -> alone.put(rule, from(rule, List.of(), mesh)));
    return rules.rules().stream()
        .map(rule -> from(rule, rules.before(rule).stream().map(alone::get).toList(), mesh))
        .toList();
  }

  private static FromRule from(TagRule rule, List<FromRule> before, MeshConfs mesh) {
    return new FromRule(
        tags(rule, Sign.HAS), tags(rule, Sign.HAS_NOT), mesh.conf(rule.merged().conf()), before);
  }

  private static SortedMap<String, String> tags(TagRule rule, Sign sign) {
    var tags = new TreeMap<String, String>();
    for (TagRule.Tag tag : rule.tags()) {
      if (tag.sign() == sign) {
        tags.put(tag.key(), tag.value());
      }
    }
    return tags;
  }
}
