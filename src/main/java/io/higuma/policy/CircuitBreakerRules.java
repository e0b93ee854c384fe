package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.FieldPath;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;

/** MeshCircuitBreaker: how many connections there may be, and when an endpoint is left out. */
final class CircuitBreakerRules implements PolicyRules {
  private static final String[] DETECTORS = {
    "totalFailures", "gatewayFailures", "localOriginFailures", "successRate", "failurePercentage"
  };

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    conf(item.field("default"));
  }

  @Override
  public void from(Policy policy, SpecNode item) {
    conf(item.field("default"));
  }

  /** Clients know its fields as those of {@code from}. */
  @Override
  public void rule(Policy policy, SpecNode item) {
    String known = item.path().text().replace("spec.rules[", "spec.from[");
    conf(item.at(FieldPath.of(known)).field("default"));
  }

  private static void conf(SpecNode conf) {
    Alternatives.atLeastOne(conf, "connectionLimits", "outlierDetection");
    SpecNode limits = conf.field("connectionLimits");
    for (String limit :
        List.of(
            "maxConnectionPools",
            "maxConnections",
            "maxPendingRequests",
            "maxRetries",
            "maxRequests")) {
      NumberRules.positive(limits.field(limit));
    }
    SpecNode detection = conf.field("outlierDetection");
    if (detection.isPresent()) {
      detection(detection);
    }
  }

  private static void detection(SpecNode detection) {
    detection.expectTruths("disabled", "splitExternalAndLocalErrors");
    DurationRules.positive(detection.field("interval"));
    DurationRules.positive(detection.field("baseEjectionTime"));
    NumberRules.wholePercentage(detection.field("maxEjectionPercent"));
    NumberRules.percentage(detection.field("healthyPanicThreshold"));
    SpecNode detectors = detection.field("detectors");
    if (detectors.isAbsent()) {
      Alternatives.required(detectors);
      return;
    }
    Alternatives.atLeastOne(detectors, DETECTORS);
    for (String consecutive : List.of("totalFailures", "gatewayFailures", "localOriginFailures")) {
      NumberRules.positive(detectors.field(consecutive).field("consecutive"));
    }
    SpecNode success = detectors.field("successRate");
    NumberRules.positive(success.field("minimumHosts"));
    NumberRules.positive(success.field("requestVolume"));
    SpecNode factor = success.field("standardDeviationFactor");
    NumberRules.decimal(factor)
        .filter(number -> number.signum() <= 0)
        .ifPresent(wrong -> factor.reject(NumberRules.GREATER_THAN_ZERO));
    SpecNode failures = detectors.field("failurePercentage");
    NumberRules.positive(failures.field("minimumHosts"));
    NumberRules.positive(failures.field("requestVolume"));
    NumberRules.wholePercentage(failures.field("threshold"));
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.from(spec);
  }
}
