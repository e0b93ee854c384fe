package io.higuma.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How metrics are served, which a Mesh says, and a Dataplane for itself. */
public final class PrometheusRules {
  private static final List<String> TLS_MODES =
      List.of("activeMTLSBackend", "providedTLS", "disabled");

  private PrometheusRules() {}

  /** A backend: its type and what depends on it. */
  public static void backend(SpecNode backend) {
    SpecNode type = backend.field("type");
    if (!type.textOrEmpty().equals("prometheus")) {
      type.reject("unknown backend type. Available backends: \"prometheus\"");
      return;
    }
    conf(backend.field("conf"));
  }

  private static void conf(SpecNode conf) {
    port(conf.field("port"));
    conf.expectTexts("path");
    conf.field("tags").expectMapOfTexts();
    tls(conf);
    SpecNode envoy = conf.field("envoy");
    SpecNode filter = envoy.field("filterRegex");
    filter
        .text()
        .flatMap(RegexRules::mistake)
        .ifPresent(mistake -> filter.reject("must be a valid regular expression: " + mistake));
    envoy.expectTruths("usedOnly");
    aggregate(conf.field("aggregate"));
  }

  /** Zero counts as absent in this format. */
  private static void port(SpecNode port) {
    port.integer()
        .filter(number -> number != 0 && !NumberRules.isPort(number))
        .ifPresent(wrong -> port.reject("port must be in the range [1, 65535]"));
  }

  private static void tls(SpecNode conf) {
    Optional<Boolean> skipMtls = conf.field("skipMTLS").truth();
    SpecNode tls = conf.field("tls");
    Optional<String> mode = EnumRules.oneOf(tls.field("mode"), TLS_MODES);
    if (skipMtls.isEmpty() || tls.isAbsent()) {
      return;
    }
    boolean isDisabled = mode.orElse("").equals("disabled");
    if (skipMtls.get() != isDisabled) {
      conf.reject("skipMTLS and tls configuration cannot be defined together");
    }
  }

  private static void aggregate(SpecNode aggregate) {
    Set<String> names = new HashSet<>();
    for (SpecNode application : aggregate.objects()) {
      SpecNode name = application.field("name");
      name.text()
          .filter(text -> !names.add(text))
          .ifPresent(twice -> name.reject("duplicate entry: " + SpecNode.shortened(twice)));
      port(application.field("port"));
      application.expectTexts("path", "address");
      application.expectTruths("enabled");
    }
  }
}
