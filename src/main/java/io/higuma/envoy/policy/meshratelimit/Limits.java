package io.higuma.envoy.policy.meshratelimit;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.envoyproxy.envoy.type.v3.TokenBucket;
import io.higuma.envoy.policy.ConfDurations;
import io.higuma.envoy.policy.HeaderEdits;

/** Limits as Envoy takes them. */
final class Limits {
  private static final String STAT_PREFIX = "rate_limit";

  private Limits() {}

  static LocalRateLimit ofRoutes() {
    return LocalRateLimit.newBuilder().setStatPrefix(STAT_PREFIX).build();
  }

  /** Of {@code {requestRate, onRateLimit}}. */
  static LocalRateLimit ofRequests(JsonNode http) {
    JsonNode then = http.path("onRateLimit");
    var limit =
        LocalRateLimit.newBuilder()
            .setStatPrefix(STAT_PREFIX)
            .setTokenBucket(bucket(http.path("requestRate")))
            .setFilterEnabled(always("local_rate_limit_enabled"))
            .setFilterEnforced(always("local_rate_limit_enforced"))
            .addAllResponseHeadersToAdd(HeaderEdits.of(then.path("headers")));
    StatusCode status = StatusCode.forNumber(then.path("status").asInt());
    if (status != null && status != StatusCode.Empty) {
      limit.setStatus(HttpStatus.newBuilder().setCode(status));
    }
    return limit.build();
  }

  static io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit.Builder
      ofConnections(JsonNode rate) {
    return io.envoyproxy.envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit
        .newBuilder()
        .setStatPrefix("tcp_rate_limit")
        .setTokenBucket(bucket(rate));
  }

  private static TokenBucket bucket(JsonNode rate) {
    int tokens = rate.path("num").asInt();
    return TokenBucket.newBuilder()
        .setMaxTokens(tokens)
        .setTokensPerFill(UInt32Value.of(tokens))
        .setFillInterval(
            ConfDurations.read(rate.path("interval")).orElse(Duration.getDefaultInstance()))
        .build();
  }

  private static RuntimeFractionalPercent always(String key) {
    return RuntimeFractionalPercent.newBuilder()
        .setDefaultValue(FractionalPercent.newBuilder().setNumerator(100))
        .setRuntimeKey(key)
        .build();
  }
}
