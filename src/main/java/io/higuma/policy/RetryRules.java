package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * MeshRetry: which requests are sent again, and when. Clients know its fields under {@code conf}.
 */
final class RetryRules implements PolicyRules {
  private static final Set<String> HTTP_CONDITIONS =
      Set.of(
          "5xx",
          "GatewayError",
          "Reset",
          "Retriable4xx",
          "ConnectFailure",
          "EnvoyRatelimited",
          "RefusedStream",
          "Http3PostConnectFailure",
          "HttpMethodConnect",
          "HttpMethodDelete",
          "HttpMethodGet",
          "HttpMethodHead",
          "HttpMethodOptions",
          "HttpMethodPatch",
          "HttpMethodPost",
          "HttpMethodPut",
          "HttpMethodTrace");
  private static final Set<String> GRPC_CONDITIONS =
      Set.of("Canceled", "DeadlineExceeded", "Internal", "ResourceExhausted", "Unavailable");
  private static final Pattern KNOWN_STATUS =
      Pattern.compile(
          "10[0-3]|20[0-8]|226|30[0-57-8]|40[0-9]|41[0-8]|42[1-689]|431|451|50[0-8]|51[01]");

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    SpecNode given = item.field("default");
    SpecNode conf = given.at(given.path().field("conf"));
    Alternatives.atLeastOne(conf, "tcp", "http", "grpc");
    notEmpty(conf.field("tcp"), "maxConnectAttempt");
    NumberRules.positive(conf.field("tcp").field("maxConnectAttempt"));
    http(conf.field("http"));
    grpc(conf.field("grpc"));
  }

  private static void notEmpty(SpecNode section, String... fields) {
    if (section.isPresent()) {
      Alternatives.atLeastOne(section, fields);
    }
  }

  private static void http(SpecNode http) {
    notEmpty(
        http,
        "numRetries",
        "perTryTimeout",
        "backOff",
        "rateLimitedBackOff",
        "retryOn",
        "retriableRequestHeaders",
        "retriableResponseHeaders",
        "hostSelection",
        "hostSelectionMaxAttempts");
    common(http);
    conditions(
        http.field("retryOn"),
        text -> HTTP_CONDITIONS.contains(text) || KNOWN_STATUS.matcher(text).matches());
    http.expectIntegers("hostSelectionMaxAttempts");
    hostSelection(http.field("hostSelection"));
    HeaderRules.matches(http.field("retriableRequestHeaders"));
    HeaderRules.matches(http.field("retriableResponseHeaders"));
  }

  private static void grpc(SpecNode grpc) {
    notEmpty(grpc, "numRetries", "perTryTimeout", "backOff", "rateLimitedBackOff", "retryOn");
    common(grpc);
    conditions(grpc.field("retryOn"), GRPC_CONDITIONS::contains);
  }

  private static void common(SpecNode section) {
    section.expectIntegers("numRetries");
    DurationRules.positive(section.field("perTryTimeout"));
    SpecNode backOff = section.field("backOff");
    notEmpty(backOff, "baseInterval", "maxInterval");
    DurationRules.positive(backOff.field("baseInterval"));
    DurationRules.positive(backOff.field("maxInterval"));
    SpecNode limited = section.field("rateLimitedBackOff");
    if (limited.isPresent()) {
      Alternatives.required(limited.field("resetHeaders"));
    }
    DurationRules.positive(limited.field("maxInterval"));
    for (SpecNode header : limited.field("resetHeaders").objects()) {
      HeaderRules.name(header.field("name"));
      header.expectTexts("format");
    }
  }

  private static void conditions(SpecNode retryOn, Predicate<String> isKnown) {
    for (SpecNode condition : retryOn.items()) {
      String text = condition.textOrEmpty();
      if (!isKnown.test(text)) {
        condition.reject("unknown item '%s'".formatted(SpecNode.shortened(text)));
      }
    }
  }

  private static void hostSelection(SpecNode selection) {
    int priorities = 0;
    for (SpecNode item : selection.objects()) {
      item.field("tags").expectMapOfTexts();
      SpecNode predicate = item.field("predicate");
      switch (predicate.textOrEmpty()) {
        case "OmitPreviousHosts" -> {}
        case "OmitHostsWithTags" -> Alternatives.required(item.field("tags"));
        case "OmitPreviousPriorities" -> {
          priorities++;
          if (priorities > 1) {
            predicate.reject("OmitPreviousPriorities must only be specified once");
          }
          NumberRules.positive(item.field("updateFrequency"));
        }
        default ->
            predicate.reject(
                "must be one of OmitPreviousHosts, OmitHostsWithTags, OmitPreviousPriorities");
      }
    }
  }
}
