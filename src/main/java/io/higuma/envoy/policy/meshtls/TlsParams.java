package io.higuma.envoy.policy.meshtls;

import com.fasterxml.jackson.databind.JsonNode;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.higuma.envoy.Conf;
import java.util.Optional;

/** Versions and ciphers. */
final class TlsParams {
  private TlsParams() {}

  /** Empty if nothing is said of them. */
  static Optional<TlsParameters> of(Conf conf) {
    JsonNode version = conf.json().path("tlsVersion");
    JsonNode ciphers = conf.json().path("tlsCiphers");
    if (version.isMissingNode() && ciphers.isMissingNode()) {
      return Optional.empty();
    }
    var params =
        TlsParameters.newBuilder()
            .setTlsMinimumProtocolVersion(protocol(version.path("min")))
            .setTlsMaximumProtocolVersion(protocol(version.path("max")));
    ciphers.forEach(cipher -> params.addCipherSuites(cipher.asText()));
    return Optional.of(params.build());
  }

  private static TlsProtocol protocol(JsonNode version) {
    return switch (version.asText("")) {
      case "TLS10" -> TlsProtocol.TLSv1_0;
      case "TLS11" -> TlsProtocol.TLSv1_1;
      case "TLS12" -> TlsProtocol.TLSv1_2;
      case "TLS13" -> TlsProtocol.TLSv1_3;
      default -> TlsProtocol.TLS_AUTO;
    };
  }
}
