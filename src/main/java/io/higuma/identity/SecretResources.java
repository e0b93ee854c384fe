package io.higuma.identity;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.higuma.certs.WorkloadIssuer.Identity;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import java.util.Collection;
import java.util.SortedMap;

/**
 * Secrets as Envoy gets them. Those of authorities are for all proxies of a mesh: make them once.
 */
public final class SecretResources {
  private static final String SPIFFE_VALIDATOR = "envoy.tls.cert_validator.spiffe";

  private SecretResources() {}

  /** A proxy's own certificate and key. */
  public static Resource identity(String name, Identity identity) {
    return identity(name, identity.chainPem(), identity.keyPem());
  }

  /**
   * A certificate and key that users brought.
   *
   * @param chainPem that which the key is of first
   */
  static Resource identity(String name, String chainPem, String keyPem) {
    return secret(
        Secret.newBuilder()
            .setName(name)
            .setTlsCertificate(
                TlsCertificate.newBuilder()
                    .setCertificateChain(inline(chainPem))
                    .setPrivateKey(inline(keyPem)))
            .build());
  }

  /**
   * Authorities that are believed.
   *
   * @param pems texts of certificates, each with a line break at its end
   */
  public static Resource authorities(String name, Collection<String> pems) {
    return secret(
        Secret.newBuilder()
            .setName(name)
            .setValidationContext(
                CertificateValidationContext.newBuilder()
                    .setTrustedCa(inline(String.join("", pems))))
            .build());
  }

  /**
   * Authorities that are each believed for the names of its own trust domain alone.
   *
   * @param pemsByDomain never empty
   */
  public static Resource trustBundle(
      String name, SortedMap<String, ? extends Collection<String>> pemsByDomain) {
    var config = SPIFFECertValidatorConfig.newBuilder();
    pemsByDomain.forEach((domain, pems) ->
        config.addTrustDomains(
            SPIFFECertValidatorConfig.TrustDomain.newBuilder()
                .setName(domain)
                .setTrustBundle(inline(String.join("\n", pems)))));
    return secret(
        Secret.newBuilder()
            .setName(name)
            .setValidationContext(
                CertificateValidationContext.newBuilder()
                    .setCustomValidatorConfig(
                        TypedExtensionConfig.newBuilder()
                            .setName(SPIFFE_VALIDATOR)
                            .setTypedConfig(Any.pack(config.build()))))
            .build());
  }

  private static Resource secret(Secret secret) {
    return Resource.of(ResourceType.SECRET, secret.getName(), secret);
  }

  private static DataSource inline(String pem) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(pem)).build();
  }
}
