package io.higuma.envoy.policy.meshretry;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.ResetHeader;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.ResetHeaderFormat;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryBackOff;
import io.higuma.envoy.policy.ConfDurations;

/** What retries of HTTP and gRPC have in common. */
final class CommonRetries {
  /** Envoy asks for one where there is a maximum. */
  private static final Duration BASE_INTERVAL = Duration.newBuilder().setNanos(25_000_000).build();

  private CommonRetries() {}

  static boolean isOff(JsonNode conf) {
    JsonNode retries = conf.path("numRetries");
    return retries.isIntegralNumber() && retries.intValue() == 0;
  }

  static void apply(RetryPolicy.Builder policy, JsonNode conf) {
    JsonNode retries = conf.path("numRetries");
    if (retries.isIntegralNumber()) {
      policy.setNumRetries(UInt32Value.of(retries.intValue()));
    }
    ConfDurations.read(conf.path("perTryTimeout")).ifPresent(policy::setPerTryTimeout);
    JsonNode backOff = conf.path("backOff");
    if (backOff.isObject()) {
      var interval =
          RetryBackOff.newBuilder()
              .setBaseInterval(
                  ConfDurations.read(backOff.path("baseInterval")).orElse(BASE_INTERVAL));
      ConfDurations.read(backOff.path("maxInterval")).ifPresent(interval::setMaxInterval);
      policy.setRetryBackOff(interval);
    }
    JsonNode limited = conf.path("rateLimitedBackOff");
    if (limited.isObject()) {
      policy.setRateLimitedRetryBackOff(rateLimited(limited));
    }
  }

  private static RateLimitedRetryBackOff rateLimited(JsonNode conf) {
    var backOff = RateLimitedRetryBackOff.newBuilder();
    ConfDurations.read(conf.path("maxInterval")).ifPresent(backOff::setMaxInterval);
    for (JsonNode header : conf.path("resetHeaders")) {
      backOff.addResetHeaders(
          ResetHeader.newBuilder()
              .setName(header.path("name").asText(""))
              .setFormat(
                  header.path("format").asText("").equals("UnixTimestamp")
                      ? ResetHeaderFormat.UNIX_TIMESTAMP
                      : ResetHeaderFormat.SECONDS));
    }
    return backOff.build();
  }
}
