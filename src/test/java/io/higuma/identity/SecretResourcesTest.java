package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.certs.WorkloadKeys;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Secrets in the form that Envoy takes. */
class SecretResourcesTest {
  @Test
  void aProxyGetsItsChainAndItsKeyInline() throws Exception {
    var random = new SecureRandom();
    var authorities = new MeshAuthorityIssuer(() -> Instant.parse("2026-05-01T08:00:00Z"), random);
    var made = authorities.forMesh("shop", authorities.newKeyPem(2048), Duration.ofDays(1));
    var identity =
        new WorkloadIssuer(() -> Instant.parse("2026-05-01T09:00:00Z"), random)
            .issue(
                new WorkloadIssuer.Order(
                    SigningAuthority.ofPem(made.certificatePem(), made.keyPem()),
                    List.of("spiffe://shop/web"),
                    Duration.ofHours(1),
                    WorkloadKeys.P256));
    Resource resource = SecretResources.identity(MtlsSecretNames.LEGACY.identity("shop"), identity);
    assertThat(resource.type()).isEqualTo(ResourceType.SECRET);
    assertThat(resource.name()).isEqualTo("identity_cert:secret:shop");
    Secret secret = read(resource);
    assertThat(secret.getName()).isEqualTo(resource.name());
    var certificate = secret.getTlsCertificate();
    assertThat(certificate.getCertificateChain().getInlineBytes().toStringUtf8())
        .isEqualTo(identity.chainPem());
    assertThat(certificate.getPrivateKey().getInlineBytes().toStringUtf8())
        .isEqualTo(identity.keyPem());
  }

  @Test
  void authoritiesAreJoined() throws Exception {
    Resource resource =
        SecretResources.authorities(
            MtlsSecretNames.UNIFIED.authoritiesOfAllMeshes(), List.of("A\n", "B\n"));
    assertThat(resource.name()).isEqualTo("system_mtls_ca_all_meshes");
    assertThat(read(resource).getValidationContext().getTrustedCa().getInlineBytes().toStringUtf8())
        .isEqualTo("A\nB\n");
  }

  @Test
  void eachTrustDomainHasItsOwnAuthorities() throws Exception {
    Resource resource =
        SecretResources.trustBundle(
            MtlsSecretNames.TRUST_BUNDLE,
            new TreeMap<>(Map.of("shop", List.of("C"), "east.local", List.of("A", "B"))));
    var validator = read(resource).getValidationContext().getCustomValidatorConfig();
    assertThat(validator.getName()).isEqualTo("envoy.tls.cert_validator.spiffe");
    var config = validator.getTypedConfig().unpack(SPIFFECertValidatorConfig.class);
    assertThat(config.getTrustDomainsList())
        .extracting(domain ->
            domain.getName() + "=" + domain.getTrustBundle().getInlineBytes().toStringUtf8())
        .containsExactly("east.local=A\nB", "shop=C");
  }

  @Test
  void namesAreThoseThatTlsContextsRefer() {
    assertThat(MtlsSecretNames.LEGACY.authority("shop")).isEqualTo("mesh_ca:secret:shop");
    assertThat(MtlsSecretNames.LEGACY.authoritiesOfAllMeshes()).isEqualTo("mesh_ca:secret:all");
    assertThat(MtlsSecretNames.UNIFIED.identity("shop")).isEqualTo("system_mtls_identity_shop");
    assertThat(MtlsSecretNames.UNIFIED.authority("shop")).isEqualTo("system_mtls_ca_shop");
  }

  private static Secret read(Resource resource) throws InvalidProtocolBufferException {
    return resource.body().unpack(Secret.class);
  }
}
