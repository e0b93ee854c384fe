package io.higuma.envoy.policy.meshtrafficpermission;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.xds.core.v3.TypedExtensionConfig;
import com.github.xds.type.matcher.v3.Matcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate;
import com.github.xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList;
import com.github.xds.type.matcher.v3.Matcher.OnMatch;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.rbac.v3.Action;
import io.envoyproxy.envoy.config.rbac.v3.RBAC;
import io.higuma.envoy.InboundConf.Rule;
import io.higuma.envoy.policy.ClientPredicates;
import io.higuma.targetref.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Permissions by identity and server name. What a rule denies is refused whatever another allows;
 * who is not allowed is refused.
 *
 * @param shadow what would be refused if a refusal that is only tried out were real
 */
record RulePermission(Matcher matcher, Optional<Matcher> shadow, boolean needsServerName)
    implements Permission {
  private static final String DEFAULT = "default";
  private static final Map<String, Set<String>> COMPARISONS =
      Map.of("spiffeID", Set.of("Exact", "Prefix"), "sni", Set.of("Exact"));
  private static final String DENY = "deny";
  private static final String ALLOW = "allow";
  private static final String SHADOW_DENY = "allowWithShadowDeny";

  static RulePermission of(List<Rule> rules) {
    for (Rule rule : rules) {
      if (deniesAll(rule)) {
        return new RulePermission(tree(List.of(), rule.origin()), Optional.empty(), false);
      }
    }
    var decisions = new ArrayList<FieldMatcher>();
    var shadows = new ArrayList<FieldMatcher>();
    for (Rule rule : rules) {
      decision(matches(rule, DENY), rule, RBAC.Action.DENY).ifPresent(decisions::add);
    }
    for (Rule rule : rules) {
      List<Match> allowed = new ArrayList<>(matches(rule, ALLOW));
      List<Match> tried = matches(rule, SHADOW_DENY);
      allowed.addAll(tried);
      decision(allowed, rule, RBAC.Action.ALLOW).ifPresent(decisions::add);
      decision(tried, rule, RBAC.Action.DENY).ifPresent(shadows::add);
    }
    boolean hasServerNames =
        rules.stream()
            .flatMap(
                rule -> List.of(DENY, ALLOW, SHADOW_DENY).stream().map(each -> matches(rule, each)))
            .flatMap(List::stream)
            .anyMatch(match -> match.sni().isPresent());
    return new RulePermission(
        tree(decisions, DEFAULT),
        shadows.isEmpty() ? Optional.empty() : Optional.of(tree(shadows, DEFAULT)),
        hasServerNames);
  }

  /** A refusal that does not say whom it is for, or not as it should, is for everybody. */
  private static boolean deniesAll(Rule rule) {
    JsonNode denied = rule.conf().json().path(DENY);
    if (!denied.isArray()) {
      return !denied.isMissingNode() && !denied.isNull();
    }
    for (JsonNode json : denied) {
      if (!isWellFormed(json)) {
        return true;
      }
    }
    return false;
  }

  /** Those that do not say whom they are for are for nobody. */
  private static List<Match> matches(Rule rule, String list) {
    var matches = new ArrayList<Match>();
    for (JsonNode json : rule.conf().json().path(list)) {
      if (isWellFormed(json)) {
        matches.add(Match.of(json));
      }
    }
    return List.copyOf(matches);
  }

  private static boolean isWellFormed(JsonNode match) {
    return match.isObject()
        && !match.isEmpty()
        && match.properties().stream()
            .allMatch(field ->
                COMPARISONS
                        .getOrDefault(field.getKey(), Set.of())
                        .contains(field.getValue().path("type").asText("Exact"))
                    && field.getValue().path("value").isTextual()
                    && !field.getValue().path("value").textValue().isEmpty());
  }

  private static Matcher tree(List<FieldMatcher> decisions, String otherwise) {
    var tree = Matcher.newBuilder().setOnNoMatch(action(otherwise, RBAC.Action.DENY));
    if (!decisions.isEmpty()) {
      tree.setMatcherList(MatcherList.newBuilder().addAllMatchers(decisions));
    }
    return tree.build();
  }

  private static Optional<FieldMatcher> decision(
      List<Match> matches, Rule rule, RBAC.Action action) {
    if (matches.isEmpty()) {
      return Optional.empty();
    }
    List<Predicate> predicates = matches.stream().map(ClientPredicates::of).toList();
    Predicate any =
        predicates.size() == 1
            ? predicates.getFirst()
            : Predicate.newBuilder()
                .setOrMatcher(PredicateList.newBuilder().addAllPredicate(predicates))
                .build();
    return Optional.of(
        FieldMatcher.newBuilder()
            .setPredicate(any)
            .setOnMatch(action(rule.origin(), action))
            .build());
  }

  private static OnMatch action(String name, RBAC.Action action) {
    Message config = Action.newBuilder().setName(name).setAction(action).build();
    return OnMatch.newBuilder()
        .setAction(
            TypedExtensionConfig.newBuilder()
                .setName("envoy.filters.rbac.action")
                .setTypedConfig(Any.pack(config)))
        .build();
  }

  @Override
  public io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.Builder http() {
    var filter =
        io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC.newBuilder().setMatcher(matcher);
    shadow.ifPresent(filter::setShadowMatcher);
    return filter;
  }

  @Override
  public io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC.Builder network(
      String statPrefix) {
    var filter =
        io.envoyproxy
            .envoy
            .extensions
            .filters
            .network
            .rbac
            .v3
            .RBAC
            .newBuilder()
            .setMatcher(matcher)
            .setStatPrefix(statPrefix);
    shadow.ifPresent(filter::setShadowMatcher);
    return filter;
  }
}
