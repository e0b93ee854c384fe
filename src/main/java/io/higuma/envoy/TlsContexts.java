package io.higuma.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;

/** Both ends of mTLS between proxies. */
final class TlsContexts {
  /** By which a server that takes both tells mTLS from TLS of the application. */
  static final String ALPN = "kuma";

  private TlsContexts() {}

  static SdsSecretConfig secret(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(Clusters.ADS).build();
  }

  static DownstreamTlsContext.Builder downstream(TlsSetup tls) {
    return DownstreamTlsContext.newBuilder()
        .setRequireClientCertificate(BoolValue.of(true))
        .setCommonTlsContext(
            common(
                tls.identitySecret(),
                tls.trustSecret(),
                tls.clientPrefixes().stream()
                    .map(prefix -> StringMatcher.newBuilder().setPrefix(prefix).build())
                    .toList()));
  }

  static TransportSocket upstream(UpstreamTls tls) {
    CommonTlsContext.Builder common =
        common(
            tls.identitySecret(),
            tls.trustSecret(),
            tls.serverIds().stream()
                .map(id -> StringMatcher.newBuilder().setExact(id).build())
                .toList());
    return TransportSocket.newBuilder()
        .setName(FilterChainDraft.TLS_SOCKET)
        .setTypedConfig(
            Any.pack(
                UpstreamTlsContext.newBuilder()
                    .setSni(tls.sni())
                    .setCommonTlsContext(common.addAlpnProtocols(ALPN))
                    .build()))
        .build();
  }

  private static CommonTlsContext.Builder common(
      String identity, String trust, List<StringMatcher> names) {
    var validation = CertificateValidationContext.newBuilder();
    for (StringMatcher name : names) {
      validation.addMatchTypedSubjectAltNames(
          SubjectAltNameMatcher.newBuilder()
              .setSanType(SubjectAltNameMatcher.SanType.URI)
              .setMatcher(name));
    }
    return CommonTlsContext.newBuilder()
        .addTlsCertificateSdsSecretConfigs(secret(identity))
        .setCombinedValidationContext(
            CombinedCertificateValidationContext.newBuilder()
                .setDefaultValidationContext(validation)
                .setValidationContextSdsSecretConfig(secret(trust)));
  }
}
