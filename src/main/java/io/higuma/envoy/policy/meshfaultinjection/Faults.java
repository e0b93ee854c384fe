package io.higuma.envoy.policy.meshfaultinjection;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultRateLimit;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.FaultAbort;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.higuma.envoy.policy.ConfDurations;
import io.higuma.envoy.policy.Percentages;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Faults as Envoy takes them. */
final class Faults {
  private static final Pattern LIMIT = Pattern.compile("(\\d*)\\s?([GMk]+bps)");

  private Faults() {}

  /** Of {@code {abort, delay, responseBandwidth}}. */
  static HTTPFault.Builder of(JsonNode json) {
    var fault = HTTPFault.newBuilder();
    JsonNode abort = json.path("abort");
    if (abort.isObject()) {
      fault.setAbort(
          FaultAbort.newBuilder()
              .setHttpStatus(abort.path("httpStatus").asInt())
              .setPercentage(percentage(abort)));
    }
    JsonNode delay = json.path("delay");
    if (delay.isObject()) {
      fault.setDelay(
          FaultDelay.newBuilder()
              .setFixedDelay(
                  ConfDurations.read(delay.path("value")).orElse(Duration.getDefaultInstance()))
              .setPercentage(percentage(delay)));
    }
    JsonNode bandwidth = json.path("responseBandwidth");
    long limit = kbps(bandwidth.path("limit").asText(""));
    if (limit > 0) {
      fault.setResponseRateLimit(
          FaultRateLimit.newBuilder()
              .setFixedLimit(FaultRateLimit.FixedLimit.newBuilder().setLimitKbps(limit))
              .setPercentage(percentage(bandwidth)));
    }
    return fault;
  }

  private static FractionalPercent percentage(JsonNode fault) {
    return Percentages.read(fault.path("percentage"))
        .map(Percentages::fraction)
        .orElse(FractionalPercent.getDefaultInstance());
  }

  /** 0 for what is no limit. */
  private static long kbps(String limit) {
    Matcher matcher = LIMIT.matcher(limit);
    if (!matcher.matches() || matcher.group(1).isEmpty() || matcher.group(1).length() > 9) {
      return 0;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "kbps" -> number;
      case "Mbps" -> number * 1_000;
      case "Gbps" -> number * 1_000_000;
      default -> 0;
    };
  }
}
