package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** MeshMetric: which metrics there are, and where. Clients know its lists by other paths. */
final class MetricRules implements PolicyRules {
  @Override
  public void policy(Policy policy) {
    SpecNode conf = policy.spec().field("default");
    profiles(conf.field("sidecar"));
    listOf(conf, "applications", "application").forEach(MetricRules::application);
    listOf(conf, "backends", "backend").forEach(MetricRules::backend);
  }

  private static List<SpecNode> listOf(SpecNode conf, String list, String known) {
    SpecNode given = conf.field(list);
    return given.at(given.path().field(known)).objects();
  }

  private static void profiles(SpecNode sidecar) {
    sidecar.expectTruths("includeUnused");
    SpecNode profiles = sidecar.field("profiles");
    for (SpecNode profile : profiles.field("appendProfiles").objects()) {
      if (!Set.of("All", "Basic", "None").contains(profile.field("name").textOrEmpty())) {
        profile.field("name").reject("must be one of All, Basic, None");
      }
    }
    for (String list : List.of("exclude", "include")) {
      for (SpecNode selector : profiles.field(list).objects()) {
        switch (selector.field("type").textOrEmpty()) {
          case "Regex" -> HeaderRules.regex(selector.field("match"));
          case "Prefix", "Exact", "Contains" -> selector.expectTexts("match");
          default -> selector.field("type").reject("must be one of Prefix, Regex, Exact, Contains");
        }
      }
    }
  }

  private static void application(SpecNode application) {
    application.expectTexts("name", "path", "address");
    Alternatives.required(application.field("port"));
    NumberRules.port(application.field("port"));
  }

  private static void backend(SpecNode backend) {
    SpecNode type = backend.field("type");
    switch (type.textOrEmpty()) {
      case "Prometheus" -> {
        SpecNode prometheus = backend.field("prometheus");
        prometheus.expectTexts("clientId", "path");
        NumberRules.port(prometheus.field("port"));
        prometheus.field("tls").expectTexts("mode");
      }
      case "OpenTelemetry" ->
          CollectorRules.section(backend, "openTelemetry")
              .ifPresent(collector -> {
                CollectorRules.atLeastOne(collector);
                DurationRules.positive(collector.field("refreshInterval"));
              });
      default -> type.reject("must be one of Prometheus, OpenTelemetry");
    }
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.inlineEndpoints(Stream.of(spec.field("default")));
  }
}
