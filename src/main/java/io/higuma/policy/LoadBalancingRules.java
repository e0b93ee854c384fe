package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MeshLoadBalancingStrategy: which endpoint a request goes to. */
final class LoadBalancingRules implements PolicyRules {
  private static final long MAX_RING = 8_000_000;
  private static final long MAX_TABLE = 5_000_011;
  private static final List<String> HASHING = List.of("ringHash", "maglev");

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    SpecNode conf = item.field("default");
    target.ifPresent(kind -> target(policy, item, kind));
    SpecNode balancer = conf.field("loadBalancer");
    balancer(balancer);
    hashPolicies(conf.field("hashPolicies"));
    for (String algorithm : HASHING) {
      SpecNode inner = balancer.field(algorithm).field("hashPolicies");
      if (inner.isPresent() && conf.field("hashPolicies").isPresent()) {
        inner.reject("must not be set when hashPolicies are defined at the level of default");
      }
      hashPolicies(inner);
    }
    LocalityRules.check(conf.field("localityAwareness"));
  }

  private static void target(Policy policy, SpecNode item, TargetKind kind) {
    SpecNode conf = item.field("default");
    if (kind == TargetKind.MESH_HTTP_ROUTE) {
      Alternatives.none(
          conf, "must not be set with kind MeshHTTPRoute", "loadBalancer", "localityAwareness");
    }
    boolean isBalanced = conf.field("loadBalancer").isPresent();
    if (policy.isTop(TargetKind.MESH_GATEWAY) && isBalanced && kind != TargetKind.MESH) {
      item.field("targetRef")
          .field("kind")
          .reject("value '%s' is not supported".formatted(kind.text()));
    }
    SpecNode ref = item.field("targetRef");
    boolean isOnePortOrSome = !ref.field("sectionName").isEmpty() || !ref.field("labels").isEmpty();
    SpecNode crossZone = conf.field("localityAwareness").field("crossZone");
    if (kind == TargetKind.MESH_SERVICE && isOnePortOrSome && crossZone.isPresent()) {
      crossZone.reject("must not be set: MeshService traffic is local");
    }
  }

  private static void balancer(SpecNode balancer) {
    balancer.expectTexts("type");
    NumberRules.decimal(balancer.field("leastRequest").field("activeRequestBias"));
    SpecNode choices = balancer.field("leastRequest").field("choiceCount");
    choices
        .integer()
        .filter(number -> number < 2)
        .ifPresent(wrong -> choices.reject("must be greater or equal to 2"));
    SpecNode ring = balancer.field("ringHash");
    ring.expectTexts("hashFunction");
    NumberRules.within(ring.field("minRingSize"), 1, MAX_RING);
    NumberRules.within(ring.field("maxRingSize"), 1, MAX_RING);
    NumberRules.within(balancer.field("maglev").field("tableSize"), 1, MAX_TABLE);
  }

  private static void hashPolicies(SpecNode policies) {
    for (SpecNode policy : policies.objects()) {
      policy.expectTruths("terminal");
      SpecNode type = policy.field("type");
      switch (type.textOrEmpty()) {
        case "Header" -> named(policy.field("header"), "name");
        case "QueryParameter" -> named(policy.field("queryParameter"), "name");
        case "FilterState" -> named(policy.field("filterState"), "key");
        case "Connection", "SourceIP" -> {
          if (policy.field("connection").isAbsent()) {
            Alternatives.required(policy.field("connection"));
          }
          policy.field("connection").expectTruths("sourceIP");
        }
        case "Cookie" -> cookie(policy.field("cookie"));
        default ->
            type.reject(
                "must be one of Header, Cookie, Connection, SourceIP, QueryParameter, FilterState");
      }
    }
  }

  private static void named(SpecNode section, String name) {
    if (section.isAbsent()) {
      Alternatives.required(section);
    } else {
      Alternatives.required(section.field(name));
      section.expectTexts(name);
    }
  }

  private static void cookie(SpecNode cookie) {
    named(cookie, "name");
    DurationRules.duration(cookie.field("ttl"));
    SpecNode path = cookie.field("path");
    path.text()
        .filter(text -> !text.startsWith("/"))
        .ifPresent(relative -> path.reject("must be an absolute path"));
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    var warnings = new ArrayList<String>();
    Deprecations.confs(spec, "to").forEach(conf -> warnings(conf, warnings));
    return warnings;
  }

  private static void warnings(SpecNode conf, List<String> warnings) {
    var policies = new ArrayList<>(conf.field("hashPolicies").objects());
    for (String algorithm : HASHING) {
      SpecNode inner = conf.field("loadBalancer").field(algorithm).field("hashPolicies");
      if (inner.isPresent()) {
        warnings.add(
            "'%s' is deprecated, use 'hashPolicies' at the level of default instead"
                .formatted(inner.path()));
      }
      policies.addAll(inner.objects());
    }
    for (SpecNode policy : policies) {
      if (policy.field("type").textOrEmpty().equals("SourceIP")) {
        warnings.add(
            "SourceIP value for '%s' is deprecated, use Connection instead"
                .formatted(policy.field("type").path()));
      }
    }
  }
}
