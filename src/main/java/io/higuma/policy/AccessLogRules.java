package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** MeshAccessLog: what is written of each request or connection. */
final class AccessLogRules implements PolicyRules {
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z][a-z0-9._]*");

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    conf(item.field("default"));
  }

  @Override
  public void from(Policy policy, SpecNode item) {
    conf(item.field("default"));
  }

  @Override
  public void rule(Policy policy, SpecNode item) {
    conf(item.field("default"));
  }

  private static void conf(SpecNode conf) {
    SpecNode backends = conf.field("backends");
    if (backends.isAbsent()) {
      Alternatives.required(backends);
    }
    for (SpecNode backend : backends.objects()) {
      SpecNode type = backend.field("type");
      switch (type.textOrEmpty()) {
        case "File" -> CollectorRules.section(backend, "file").ifPresent(AccessLogRules::file);
        case "Tcp" -> CollectorRules.section(backend, "tcp").ifPresent(AccessLogRules::tcp);
        case "OpenTelemetry" ->
            CollectorRules.section(backend, "openTelemetry").ifPresent(AccessLogRules::collector);
        default -> type.reject("must be one of Tcp, File, OpenTelemetry");
      }
    }
  }

  private static void file(SpecNode file) {
    if (!file.field("path").textOrEmpty().startsWith("/")) {
      file.field("path").reject("file backend requires a valid path");
    }
    format(file.field("format"));
  }

  private static void tcp(SpecNode tcp) {
    if (!NetworkNames.isHostAndPort(tcp.field("address").textOrEmpty())) {
      tcp.field("address").reject("tcp backend requires valid address");
    }
    format(tcp.field("format"));
  }

  private static void format(SpecNode format) {
    if (format.isAbsent()) {
      return;
    }
    format.expectTruths("omitEmptyValues");
    SpecNode type = format.field("type");
    switch (type.textOrEmpty()) {
      case "Plain" -> notEmpty(format.field("plain"));
      case "Json" -> {
        SpecNode json = format.field("json");
        if (json.isEmpty()) {
          json.reject("must not be empty");
        }
        for (SpecNode field : json.objects()) {
          notEmpty(field.field("key"));
          notEmpty(field.field("value"));
        }
      }
      default -> type.reject("must be one of Plain, Json");
    }
  }

  private static void notEmpty(SpecNode text) {
    if (text.textOrEmpty().isEmpty()) {
      text.reject("must not be empty");
    }
  }

  private static void collector(SpecNode collector) {
    CollectorRules.exactlyOne(collector);
    for (SpecNode attribute : collector.field("attributes").objects()) {
      attribute.expectTexts("value");
      SpecNode key = attribute.field("key");
      String text = key.textOrEmpty();
      if (!ATTRIBUTE.matcher(text).matches()) {
        key.reject(
            "must begin with a lower-case letter and consist of lower-case letters, digits, '.' and '_'");
      } else if (text.startsWith("otel.")) {
        key.reject("must not begin with otel.");
      }
    }
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    var warnings = new ArrayList<>(Deprecations.from(spec));
    warnings.addAll(Deprecations.inlineEndpoints(Deprecations.confs(spec, "to", "from", "rules")));
    return warnings;
  }
}
