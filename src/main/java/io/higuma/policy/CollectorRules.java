package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.SpecNode;
import java.util.Optional;

/** Collectors of OpenTelemetry, as several policies name them. */
final class CollectorRules {
  private CollectorRules() {}

  /** One endpoint or reference; older objects may have both where that was taken. */
  static void atLeastOne(SpecNode collector) {
    if (collector.field("endpoint").isEmpty() && collector.field("backendRef").isAbsent()) {
      collector.reject("must have at least one defined: endpoint, backendRef");
    }
    parts(collector);
  }

  static void exactlyOne(SpecNode collector) {
    if (collector.field("endpoint").isEmpty() == collector.field("backendRef").isAbsent()) {
      collector.reject("must have exactly one defined: endpoint, backendRef");
    }
    parts(collector);
  }

  private static void parts(SpecNode collector) {
    SpecNode endpoint = collector.field("endpoint");
    String text = endpoint.textOrEmpty();
    if (!text.isEmpty() && !NetworkNames.isHostAndPort(text)) {
      endpoint.reject("must be a valid host:port");
    }
    SpecNode ref = collector.field("backendRef");
    if (ref.isPresent()) {
      if (!ref.field("kind").textOrEmpty().equals("MeshOpenTelemetryBackend")) {
        ref.field("kind").reject("must be MeshOpenTelemetryBackend");
      }
      Alternatives.required(ref.field("labels"));
      ref.field("labels").expectMapOfTexts();
    }
  }

  /** The section of a backend that its type asks for; noted if it is absent. */
  static Optional<SpecNode> section(SpecNode backend, String name) {
    SpecNode section = backend.field(name);
    if (section.isAbsent()) {
      Alternatives.required(section);
      return Optional.empty();
    }
    return Optional.of(section);
  }
}
