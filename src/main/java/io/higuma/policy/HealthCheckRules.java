package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;

/** MeshHealthCheck: how endpoints are asked whether they live. */
final class HealthCheckRules implements PolicyRules {
  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    SpecNode conf = item.field("default");
    Alternatives.atLeastOne(conf, "http", "tcp", "grpc");
    for (String duration :
        List.of("interval", "timeout", "initialJitter", "intervalJitter", "noTrafficInterval")) {
      DurationRules.positive(conf.field(duration));
    }
    NumberRules.positive(conf.field("unhealthyThreshold"));
    NumberRules.positive(conf.field("healthyThreshold"));
    NumberRules.percentage(conf.field("healthyPanicThreshold"));
    conf.expectIntegers("intervalJitterPercent");
    conf.expectTexts("eventLogPath");
    conf.expectTruths("alwaysLogHealthCheckFailures", "failTrafficOnPanic", "reuseConnection");
    SpecNode http = conf.field("http");
    http.expectTruths("disabled");
    http.expectTexts("path");
    http.field("expectedStatuses").items().forEach(NumberRules::statusCode);
    HeaderRules.setAndAdd(http.field("requestHeadersToAdd"));
    SpecNode tcp = conf.field("tcp");
    tcp.expectTruths("disabled");
    tcp.expectTexts("send");
    tcp.field("receive").texts();
    SpecNode grpc = conf.field("grpc");
    grpc.expectTruths("disabled");
    grpc.expectTexts("serviceName", "authority");
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.confs(spec, "to")
            .anyMatch(conf -> conf.field("healthyPanicThreshold").isPresent())
        ? List.of(
            "healthyPanicThreshold for MeshHealthCheck is deprecated, use MeshCircuitBreaker instead")
        : List.of();
  }
}
