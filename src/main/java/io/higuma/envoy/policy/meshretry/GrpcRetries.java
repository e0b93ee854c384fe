package io.higuma.envoy.policy.meshretry;

import com.fasterxml.jackson.databind.JsonNode;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import java.util.ArrayList;
import java.util.Optional;

/** Retries of gRPC. */
final class GrpcRetries {
  private static final String DEFAULT =
      "cancelled,connect-failure,gateway-error,refused-stream,reset,resource-exhausted,unavailable";

  private GrpcRetries() {}

  /** Empty if nothing is tried again. */
  static Optional<RetryPolicy> of(JsonNode conf) {
    if (CommonRetries.isOff(conf)) {
      return Optional.empty();
    }
    var policy = RetryPolicy.newBuilder();
    var on = new ArrayList<String>();
    for (JsonNode reason : conf.path("retryOn")) {
      switch (reason.asText("")) {
        case "Canceled" -> on.add("cancelled");
        case "DeadlineExceeded" -> on.add("deadline-exceeded");
        case "Internal" -> on.add("internal");
        case "ResourceExhausted" -> on.add("resource-exhausted");
        case "Unavailable" -> on.add("unavailable");
        default -> {} // admission lets none in
      }
    }
    policy.setRetryOn(on.isEmpty() ? DEFAULT : String.join(",", on));
    CommonRetries.apply(policy, conf);
    return Optional.of(policy.build());
  }
}
