package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MeshRateLimit: how many requests or connections are taken. */
final class RateLimitRules implements PolicyRules {
  private static final String NOT_DEFINED = "must not be defined";
  private static final Duration LEAST = Duration.ofMillis(50);
  private static final long LEAST_ERROR = 400;

  @Override
  public void policy(Policy policy) {
    SpecNode spec = policy.spec();
    if (policy.includesGateways()) {
      for (String list : List.of("from", "rules")) {
        if (policy.has(list)) {
          spec.field(list).reject(NOT_DEFINED);
        }
      }
    } else if (policy.has("to")) {
      spec.field("to").reject(NOT_DEFINED);
    }
  }

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    conf(item.field("default"));
  }

  @Override
  public void from(Policy policy, SpecNode item) {
    conf(item.field("default"));
  }

  @Override
  public void rule(Policy policy, SpecNode item) {
    SpecNode conf = item.field("default");
    conf(conf);
    if (PolicyValidator.hasSpiffeMatch(item)) {
      Alternatives.none(
          conf.field("local"), "can't be specified for a rule that matches by spiffeID", "tcp");
    }
  }

  private static void conf(SpecNode conf) {
    SpecNode local = conf.field("local");
    if (local.isAbsent()) {
      Alternatives.required(local);
      return;
    }
    Alternatives.atLeastOne(local, "http", "tcp");
    SpecNode http = local.field("http");
    if (http.isPresent()) {
      Alternatives.atLeastOne(http, "requestRate", "onRateLimit", "disabled");
    }
    http.expectTruths("disabled");
    rate(http.field("requestRate"));
    SpecNode answer = http.field("onRateLimit");
    NumberRules.positive(answer.field("status"));
    HeaderRules.setAndAdd(answer.field("headers"));
    SpecNode tcp = local.field("tcp");
    if (tcp.isPresent()) {
      Alternatives.atLeastOne(tcp, "connectionRate", "disabled");
    }
    tcp.expectTruths("disabled");
    rate(tcp.field("connectionRate"));
  }

  private static void rate(SpecNode rate) {
    if (rate.isAbsent()) {
      return;
    }
    Alternatives.required(rate.field("num"));
    NumberRules.positive(rate.field("num"));
    SpecNode interval = rate.field("interval");
    Alternatives.required(interval);
    DurationRules.duration(interval)
        .filter(duration -> duration.compareTo(LEAST) <= 0)
        .ifPresent(wrong -> interval.reject("must be greater than: 50ms"));
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    var warnings = new ArrayList<>(Deprecations.from(spec));
    Deprecations.confs(spec, "from", "rules", "to")
        .map(conf -> conf.field("local").field("http").field("onRateLimit").field("status"))
        .filter(status -> status.integer().filter(code -> code < LEAST_ERROR).isPresent())
        .forEach(status ->
            warnings.add(
                "'%s' below 400 is deprecated, Envoy answers 429 then".formatted(status.path())));
    return warnings;
  }
}
