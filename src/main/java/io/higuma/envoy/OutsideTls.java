package io.higuma.envoy;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;
import java.util.Optional;

/**
 * How something outside of the mesh is reached with TLS.
 *
 * @param external name of the ExternalService
 * @param sni empty for none
 * @param names of which the server has to have one; none where the authority is enough
 * @param authority by which the server is known; without one, any server will do
 * @param identity what is shown to the server
 */
record OutsideTls(
    String external,
    String sni,
    List<Name> names,
    boolean isRenegotiationAllowed,
    Optional<OutsideSecret.Authority> authority,
    Optional<OutsideSecret.Identity> identity) {
  OutsideTls {
    names = List.copyOf(names);
  }

  /** A name in a certificate. */
  record Name(Kind kind, String text) {}

  /** How a name is compared. */
  enum Kind {
    HOST,
    ADDRESS,
    /** Whatever it is: a host, an address or a URI. */
    EXACT,
    PREFIX
  }

  TransportSocket socket() {
    var common = CommonTlsContext.newBuilder();
    identity.ifPresent(
        its -> common.addTlsCertificateSdsSecretConfigs(TlsContexts.secret(its.name())));
    authority.ifPresent(its ->
        common.setCombinedValidationContext(
            CombinedCertificateValidationContext.newBuilder()
                .setDefaultValidationContext(validation())
                .setValidationContextSdsSecretConfig(TlsContexts.secret(its.name()))));
    return TransportSocket.newBuilder()
        .setName(FilterChainDraft.TLS_SOCKET)
        .setTypedConfig(
            Any.pack(
                UpstreamTlsContext.newBuilder()
                    .setSni(sni)
                    .setAllowRenegotiation(isRenegotiationAllowed)
                    .setCommonTlsContext(common)
                    .build()))
        .build();
  }

  private CertificateValidationContext validation() {
    var context = CertificateValidationContext.newBuilder();
    for (Name name : names) {
      for (SanType type : types(name.kind())) {
        context.addMatchTypedSubjectAltNames(
            SubjectAltNameMatcher.newBuilder().setSanType(type).setMatcher(matcher(name)));
      }
    }
    return context.build();
  }

  private static List<SanType> types(Kind kind) {
    return switch (kind) {
      case HOST -> List.of(SanType.DNS);
      case ADDRESS -> List.of(SanType.IP_ADDRESS);
      case EXACT, PREFIX -> List.of(SanType.DNS, SanType.IP_ADDRESS, SanType.URI);
    };
  }

  private static StringMatcher matcher(Name name) {
    var matcher = StringMatcher.newBuilder();
    return name.kind() == Kind.PREFIX
        ? matcher.setPrefix(name.text()).build()
        : matcher.setExact(name.text()).build();
  }
}
