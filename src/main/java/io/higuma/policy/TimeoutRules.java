package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;

/** MeshTimeout: how long a connection, a request or silence may take. */
final class TimeoutRules implements PolicyRules {
  private static final String OF_REQUESTS_ONLY =
      "can't be specified when top-level TargetRef is referencing MeshHTTPRoute";
  private static final String NOT_BY_IDENTITY =
      "can't be specified for a rule that matches by spiffeID";
  private static final String[] HTTP = {
    "requestTimeout", "streamIdleTimeout", "maxStreamDuration", "maxConnectionDuration"
  };

  /** What routes can't have. */
  private static final String[] OF_CONNECTIONS = {
    "maxStreamDuration", "maxConnectionDuration", "requestHeadersTimeout"
  };

  @Override
  public void policy(Policy policy) {
    if (policy.isOfGateways() && policy.has("from")) {
      policy.spec().field("from").reject("must not be defined");
    }
  }

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    conf(policy, item.field("default"));
  }

  @Override
  public void from(Policy policy, SpecNode item) {
    conf(policy, item.field("default"));
  }

  @Override
  public void rule(Policy policy, SpecNode item) {
    SpecNode conf = item.field("default");
    conf(policy, conf);
    if (PolicyValidator.hasSpiffeMatch(item)) {
      requestsOnly(conf, NOT_BY_IDENTITY);
    }
  }

  private static void conf(Policy policy, SpecNode conf) {
    Alternatives.atLeastOne(conf, "connectionTimeout", "idleTimeout", "http");
    DurationRules.positive(conf.field("connectionTimeout"));
    DurationRules.notNegative(conf.field("idleTimeout"));
    SpecNode http = conf.field("http");
    if (http.isPresent()) {
      Alternatives.atLeastOne(http, HTTP);
    }
    for (String field : HTTP) {
      DurationRules.notNegative(http.field(field));
    }
    DurationRules.notNegative(http.field("requestHeadersTimeout"));
    if (policy.isTop(TargetKind.MESH_HTTP_ROUTE)) {
      requestsOnly(conf, OF_REQUESTS_ONLY);
    }
  }

  private static void requestsOnly(SpecNode conf, String message) {
    Alternatives.none(conf, message, "connectionTimeout", "idleTimeout");
    Alternatives.none(conf.field("http"), message, OF_CONNECTIONS);
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.from(spec);
  }
}
