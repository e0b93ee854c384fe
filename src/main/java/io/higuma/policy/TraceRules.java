package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.HttpUrl;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** MeshTrace: which requests are traced, and where that is sent. */
final class TraceRules implements PolicyRules {
  @Override
  public void policy(Policy policy) {
    SpecNode conf = policy.spec().field("default");
    SpecNode backends = conf.field("backends");
    if (backends.isAbsent()) {
      Alternatives.required(backends);
    }
    List<SpecNode> list = backends.objects();
    if (list.size() > 1) {
      backends.reject("must have zero or one backend defined");
    }
    list.forEach(TraceRules::backend);
    SpecNode sampling = conf.field("sampling");
    for (String field : List.of("overall", "random", "client")) {
      NumberRules.percentage(sampling.field(field));
    }
    conf.field("tags").objects().forEach(TraceRules::tag);
  }

  private static void backend(SpecNode backend) {
    SpecNode type = backend.field("type");
    switch (type.textOrEmpty()) {
      case "Zipkin" ->
          CollectorRules.section(backend, "zipkin")
              .ifPresent(zipkin -> {
                zipkin.expectTexts("apiVersion");
                zipkin.expectTruths("traceId128bit", "sharedSpanContext");
                url(zipkin.field("url"));
              });
      case "Datadog" ->
          CollectorRules.section(backend, "datadog")
              .ifPresent(datadog -> {
                datadog.expectTruths("splitService");
                datadog(datadog.field("url"));
              });
      case "OpenTelemetry" ->
          CollectorRules.section(backend, "openTelemetry").ifPresent(CollectorRules::atLeastOne);
      default -> type.reject("must be one of Zipkin, Datadog, OpenTelemetry");
    }
  }

  private static Optional<HttpUrl> url(SpecNode url) {
    Optional<HttpUrl> parsed = HttpUrl.parse(url.textOrEmpty());
    if (parsed.isEmpty()) {
      url.reject("must be a valid url");
    }
    return parsed;
  }

  private static void datadog(SpecNode url) {
    Optional<HttpUrl> parsed = url(url);
    if (parsed.isEmpty()) {
      return;
    }
    if (!parsed.get().scheme().equals("http")) {
      url.reject("scheme must be http");
    }
    if (!parsed.get().hasValidPort()) {
      url.reject("port must be a valid (1-65535)");
    }
    if (!parsed.get().path().isEmpty() || parsed.get().hasMore()) {
      url.reject("must have nothing but scheme, host and port");
    }
  }

  private static void tag(SpecNode tag) {
    Alternatives.required(tag.field("name"));
    tag.expectTexts("name", "literal");
    Alternatives.exactlyOne(tag, "header", "literal");
    SpecNode header = tag.field("header");
    header.expectTexts("default");
    if (header.isPresent()) {
      Alternatives.required(header.field("name"));
      header.expectTexts("name");
    }
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.inlineEndpoints(Stream.of(spec.field("default")));
  }
}
