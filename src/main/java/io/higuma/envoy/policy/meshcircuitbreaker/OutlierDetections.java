package io.higuma.envoy.policy.meshcircuitbreaker;

import static io.higuma.envoy.policy.meshcircuitbreaker.MeshCircuitBreakerEffect.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.type.v3.Percent;
import io.higuma.envoy.policy.ConfDurations;
import java.math.BigDecimal;
import java.util.Optional;

/** When an endpoint that fails is left out for a while. */
final class OutlierDetections {
  private static final UInt32Value ALWAYS = UInt32Value.of(100);
  private static final UInt32Value NEVER = UInt32Value.of(0);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private OutlierDetections() {}

  /** Detectors that the policy does not name are off. */
  static void apply(Cluster.Builder cluster, JsonNode conf) {
    var detection = OutlierDetection.newBuilder();
    ConfDurations.read(conf.path("interval")).ifPresent(detection::setInterval);
    ConfDurations.read(conf.path("baseEjectionTime")).ifPresent(detection::setBaseEjectionTime);
    number(conf.path("maxEjectionPercent"), detection::setMaxEjectionPercent);
    if (conf.path("splitExternalAndLocalErrors").asBoolean()) {
      detection.setSplitExternalLocalOriginErrors(true);
    }
    JsonNode detectors = conf.path("detectors");
    totalFailures(detection, detectors.path("totalFailures"));
    gatewayFailures(detection, detectors.path("gatewayFailures"));
    localOriginFailures(detection, detectors.path("localOriginFailures"));
    successRate(detection, detectors.path("successRate"));
    failurePercentage(detection, detectors.path("failurePercentage"));
    cluster.setOutlierDetection(detection);
    decimal(conf.path("healthyPanicThreshold"))
        .ifPresent(percent ->
            cluster
                .getCommonLbConfigBuilder()
                .setHealthyPanicThreshold(Percent.newBuilder().setValue(percent.doubleValue())));
  }

  private static UInt32Value enforcing(JsonNode detector) {
    return detector.isObject() ? ALWAYS : NEVER;
  }

  private static void totalFailures(OutlierDetection.Builder detection, JsonNode detector) {
    detection.setEnforcingConsecutive5Xx(enforcing(detector));
    number(detector.path("consecutive"), detection::setConsecutive5Xx);
  }

  private static void gatewayFailures(OutlierDetection.Builder detection, JsonNode detector) {
    detection.setEnforcingConsecutiveGatewayFailure(enforcing(detector));
    number(detector.path("consecutive"), detection::setConsecutiveGatewayFailure);
  }

  private static void localOriginFailures(OutlierDetection.Builder detection, JsonNode detector) {
    detection.setEnforcingConsecutiveLocalOriginFailure(enforcing(detector));
    number(detector.path("consecutive"), detection::setConsecutiveLocalOriginFailure);
  }

  private static void successRate(OutlierDetection.Builder detection, JsonNode detector) {
    detection.setEnforcingSuccessRate(enforcing(detector));
    detection.setEnforcingLocalOriginSuccessRate(enforcing(detector));
    number(detector.path("minimumHosts"), detection::setSuccessRateMinimumHosts);
    number(detector.path("requestVolume"), detection::setSuccessRateRequestVolume);
    decimal(detector.path("standardDeviationFactor"))
        .ifPresent(factor ->
            detection.setSuccessRateStdevFactor(
                UInt32Value.of(factor.multiply(THOUSAND).intValue())));
  }

  private static void failurePercentage(OutlierDetection.Builder detection, JsonNode detector) {
    detection.setEnforcingFailurePercentage(enforcing(detector));
    detection.setEnforcingFailurePercentageLocalOrigin(enforcing(detector));
    number(detector.path("minimumHosts"), detection::setFailurePercentageMinimumHosts);
    number(detector.path("requestVolume"), detection::setFailurePercentageRequestVolume);
    number(detector.path("threshold"), detection::setFailurePercentageThreshold);
  }

  /** A number, or one as text; empty for anything else. */
  private static Optional<BigDecimal> decimal(JsonNode field) {
    try {
      return field.isNumber() || field.isTextual()
          ? Optional.of(new BigDecimal(field.asText()))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty(); // admission lets none in
    }
  }
}
