package io.higuma.envoy.policy.meshretry;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryHostPredicate;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy.RetryPriority;
import io.envoyproxy.envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Retries of HTTP. */
final class HttpRetries {
  private static final String DEFAULT = "gateway-error,connect-failure,refused-stream";
  private static final String METHOD = "HttpMethod";
  private static final int UPDATE_FREQUENCY = 2;
  private static final Map<String, String> REASONS =
      Map.of(
          "5xx", "5xx",
          "GatewayError", "gateway-error",
          "Reset", "reset",
          "Retriable4xx", "retriable-4xx",
          "ConnectFailure", "connect-failure",
          "EnvoyRatelimited", "envoy-ratelimited",
          "RefusedStream", "refused-stream",
          "Http3PostConnectFailure", "http3-post-connect-failure");

  private HttpRetries() {}

  /** Empty if nothing is tried again. */
  static Optional<RetryPolicy> of(JsonNode conf) {
    if (CommonRetries.isOff(conf)) {
      return Optional.empty();
    }
    var policy = RetryPolicy.newBuilder();
    retryOn(policy, conf.path("retryOn"));
    CommonRetries.apply(policy, conf);
    for (JsonNode header : conf.path("retriableResponseHeaders")) {
      policy.addRetriableHeaders(matcher(header));
    }
    for (JsonNode header : conf.path("retriableRequestHeaders")) {
      policy.addRetriableRequestHeaders(matcher(header));
    }
    for (JsonNode selection : conf.path("hostSelection")) {
      select(policy, selection);
    }
    JsonNode attempts = conf.path("hostSelectionMaxAttempts");
    if (attempts.isIntegralNumber()) {
      policy.setHostSelectionRetryMaxAttempts(attempts.longValue());
    }
    return Optional.of(policy.build());
  }

  private static void retryOn(RetryPolicy.Builder policy, JsonNode reasons) {
    var on = new ArrayList<String>();
    boolean hasCodes = false;
    for (JsonNode node : reasons) {
      String reason = node.asText("");
      if (REASONS.containsKey(reason)) {
        on.add(REASONS.get(reason));
      } else if (reason.matches("\\d{3}")) {
        policy.addRetriableStatusCodes(Integer.parseInt(reason));
        hasCodes = true;
      } else if (reason.startsWith(METHOD)) {
        policy.addRetriableRequestHeaders(
            HeaderMatcher.newBuilder()
                .setName(":method")
                .setStringMatch(
                    StringMatcher.newBuilder()
                        .setExact(
                            reason.substring(METHOD.length()).toUpperCase(java.util.Locale.ROOT))));
      }
    }
    if (hasCodes) {
      on.add("retriable-status-codes");
    }
    policy.setRetryOn(on.isEmpty() ? DEFAULT : String.join(",", on));
  }

  private static HeaderMatcher matcher(JsonNode header) {
    var matcher = HeaderMatcher.newBuilder().setName(header.path("name").asText(""));
    String value = header.path("value").asText("");
    return switch (header.path("type").asText("Exact")) {
      case "Present" -> matcher.setPresentMatch(true).build();
      case "Absent" -> matcher.setPresentMatch(false).build();
      case "Prefix" -> matcher.setStringMatch(StringMatcher.newBuilder().setPrefix(value)).build();
      case "RegularExpression" ->
          matcher
              .setStringMatch(
                  StringMatcher.newBuilder()
                      .setSafeRegex(RegexMatcher.newBuilder().setRegex(value)))
              .build();
      default -> matcher.setStringMatch(StringMatcher.newBuilder().setExact(value)).build();
    };
  }

  private static void select(RetryPolicy.Builder policy, JsonNode selection) {
    switch (selection.path("predicate").asText("")) {
      case "OmitPreviousHosts" ->
          policy.addRetryHostPredicate(
              predicate(
                  "envoy.retry_host_predicates.previous_hosts",
                  PreviousHostsPredicate.getDefaultInstance()));
      case "OmitHostsWithTags" ->
          policy.addRetryHostPredicate(
              predicate(
                  "envoy.retry_host_predicates.omit_host_metadata",
                  OmitHostMetadataConfig.newBuilder()
                      .setMetadataMatch(
                          Metadata.newBuilder()
                              .putFilterMetadata("envoy.lb", tags(selection.path("tags"))))
                      .build()));
      case "OmitPreviousPriorities" ->
          policy.setRetryPriority(
              RetryPriority.newBuilder()
                  .setName("envoy.retry_priorities.previous_priorities")
                  .setTypedConfig(
                      Any.pack(
                          PreviousPrioritiesConfig.newBuilder()
                              .setUpdateFrequency(
                                  selection.path("updateFrequency").asInt(UPDATE_FREQUENCY))
                              .build())));
      default -> {} // admission lets none in
    }
  }

  private static RetryHostPredicate predicate(String name, Message config) {
    return RetryHostPredicate.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }

  private static Struct tags(JsonNode tags) {
    var struct = Struct.newBuilder();
    for (Map.Entry<String, JsonNode> tag : List.copyOf(tags.properties())) {
      struct.putFields(
          tag.getKey(), Value.newBuilder().setStringValue(tag.getValue().asText()).build());
    }
    return struct.build();
  }
}
