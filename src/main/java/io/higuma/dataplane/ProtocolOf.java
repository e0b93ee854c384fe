package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataReader;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The protocol of a Service port. */
final class ProtocolOf {
  static final String TCP = "tcp";
  private static final Set<String> KNOWN =
      Set.of("http", "http2", TCP, "tls", "grpc", "kafka", "mysql");

  private ProtocolOf() {}

  /**
   * {@code appProtocol} where it is known, else the annotation of the Service whatever it says,
   * else {@code tcp}; in lower case. Whether an annotation's value makes sense is for validation to
   * say.
   */
  static String port(Service service, ServicePort port) {
    String app = Objects.requireNonNullElse(port.getAppProtocol(), "").toLowerCase(Locale.ROOT);
    if (KNOWN.contains(app)) {
      return app;
    }
    return new MetadataReader(ObjectMetadata.annotations(service))
        .text(Annotations.portProtocol(port.getPort()))
        .orElse(TCP)
        .toLowerCase(Locale.ROOT);
  }
}
