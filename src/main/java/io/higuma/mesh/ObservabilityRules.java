package io.higuma.mesh;

import io.higuma.validation.HttpUrl;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * What a Mesh says of logs and traces. Clients know the settings of a backend as {@code config},
 * though they are written under {@code conf}.
 */
final class ObservabilityRules {
  private static final String EMPTY = "cannot be empty";
  private static final BigDecimal ALL = BigDecimal.valueOf(100);
  private static final Set<String> ZIPKIN_VERSIONS =
      Set.of("", "httpJson", "httpJsonV1", "httpProto");

  private ObservabilityRules() {}

  static void logging(SpecNode logging) {
    List<SpecNode> backends = logging.field("backends").objects();
    Set<String> names = MeshValidator.uniqueNames(backends);
    for (SpecNode backend : backends) {
      notEmpty(backend.field("name"));
      backend.expectTexts("format");
      SpecNode type = backend.field("type");
      SpecNode config = config(backend);
      switch (type.textOrEmpty()) {
        case "tcp" -> tcpAddress(config.field("address"));
        case "file" -> notEmpty(config.field("path"));
        default -> type.reject("unknown backend type. Available backends: \"tcp\", \"file\"");
      }
    }
    MeshValidator.chosen(
        logging.field("defaultBackend"),
        names,
        "has to be set to one of the logging backend in mesh");
  }

  static void tracing(SpecNode tracing) {
    List<SpecNode> backends = tracing.field("backends").objects();
    Set<String> names = MeshValidator.uniqueNames(backends);
    for (SpecNode backend : backends) {
      notEmpty(backend.field("name"));
      SpecNode sampling = backend.field("sampling");
      sampling
          .number()
          .filter(percent -> percent.signum() < 0 || percent.compareTo(ALL) > 0)
          .ifPresent(wrong -> sampling.reject("has to be in [0.0 - 100.0] range"));
      SpecNode type = backend.field("type");
      SpecNode config = config(backend);
      switch (type.textOrEmpty()) {
        case "zipkin" -> zipkin(config);
        case "datadog" -> datadog(config);
        default -> type.reject("unknown backend type. Available backends: \"zipkin\", \"datadog\"");
      }
    }
    MeshValidator.chosen(
        tracing.field("defaultBackend"),
        names,
        "has to be set to one of the tracing backend in mesh");
  }

  private static SpecNode config(SpecNode backend) {
    SpecNode conf = backend.field("conf");
    return conf.at(backend.path().field("config"));
  }

  private static void zipkin(SpecNode config) {
    config.expectTruths("traceId128bit");
    config.expectTruths("sharedSpanContext");
    SpecNode version = config.field("apiVersion");
    if (!ZIPKIN_VERSIONS.contains(version.textOrEmpty())) {
      version.reject("has invalid value. Allowed values: httpJsonV1, httpJson, httpProto");
    }
    SpecNode url = config.field("url");
    String text = url.textOrEmpty();
    if (text.isEmpty()) {
      url.reject(EMPTY);
      return;
    }
    HttpUrl.parse(text)
        .ifPresentOrElse(
            parsed -> {
              if (parsed.port().isEmpty()) {
                url.reject("port has to be explicitly specified");
              }
            },
            () -> url.reject("invalid URL"));
  }

  private static void datadog(SpecNode config) {
    notEmpty(config.field("address"));
    config.expectTruths("splitService");
    SpecNode port = config.field("port");
    if (port.isAbsent()) {
      port.reject("port must be in the range [1, 65535]");
    }
    NumberRules.port(port, "port must be in the range [1, 65535]");
  }

  private static void tcpAddress(SpecNode address) {
    String text = address.textOrEmpty();
    if (text.isEmpty()) {
      address.reject(EMPTY);
    } else if (!isHostColonPort(text)) {
      address.reject("has to be in format of HOST:PORT");
    }
  }

  /** One colon, but for those of an IPv6 address in brackets. */
  private static boolean isHostColonPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return false;
    }
    String host = text.substring(0, colon);
    return !host.contains(":") || (host.startsWith("[") && host.endsWith("]"));
  }

  private static void notEmpty(SpecNode text) {
    if (text.textOrEmpty().isEmpty()) {
      text.reject(EMPTY);
    }
  }
}
