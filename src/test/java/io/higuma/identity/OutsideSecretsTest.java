package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.envoy.OutsideSecret;
import io.higuma.envoy.Resource;
import io.higuma.mesh.DataSource;
import io.higuma.mesh.SecretValue;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificates for what is outside of the mesh. */
class OutsideSecretsTest {
  private static final CertificateAuthority PAIR =
      new MeshAuthorityIssuer(Clock.systemUTC(), new SecureRandom()).forEnvoyAdmin();
  private static final OutsideSecret AUTHORITY =
      new OutsideSecret.Authority("external_ca:secret:pay", new DataSource.InSecret("pay-ca"));
  private static final OutsideSecret IDENTITY =
      new OutsideSecret.Identity(
          "external_cert:secret:pay",
          new DataSource.Inline(new SecretValue(PAIR.certificatePem())),
          new DataSource.InSecret("pay-key"));

  private final Map<String, String> stored = new HashMap<>(Map.of("pay-ca", PAIR.certificatePem()));
  private final List<String> reads = new ArrayList<>();
  private final OutsideSecrets secrets = new OutsideSecrets(this::read);

  private Optional<SecretValue> read(String mesh, DataSource source) {
    return switch (source) {
      case DataSource.Inline(var value) -> Optional.of(value);
      case DataSource.InFile ignored -> Optional.empty();
      case DataSource.InSecret(var name) -> {
        reads.add(mesh + "/" + name);
        yield Optional.ofNullable(stored.get(name)).map(SecretValue::new);
      }
    };
  }

  @Test
  void whatIsThereIsGivenAndReadOnce() throws Exception {
    List<Resource> made = secrets.of("shop", Set.of(AUTHORITY, IDENTITY));
    assertThat(made).extracting(Resource::name).containsExactly("external_ca:secret:pay");
    assertThat(
            made.getFirst()
                .body()
                .unpack(Secret.class)
                .getValidationContext()
                .getTrustedCa()
                .getInlineBytes()
                .toStringUtf8())
        .isEqualTo(PAIR.certificatePem());
    assertThat(secrets.of("shop", Set.of(AUTHORITY)).getFirst()).isSameAs(made.getFirst());
    assertThat(reads).containsExactlyInAnyOrder("shop/pay-ca", "shop/pay-key");
  }

  @Test
  void aSecretThatComesLaterIsFound() throws Exception {
    assertThat(secrets.of("shop", Set.of(IDENTITY))).isEmpty();
    stored.put("pay-key", PAIR.keyPem());
    assertThat(secrets.of("shop", Set.of(IDENTITY))).as("nobody has told of it").isEmpty();
    secrets.changed("shop");
    Resource made = secrets.of("shop", Set.of(IDENTITY)).getFirst();
    var pair = made.body().unpack(Secret.class).getTlsCertificate();
    assertThat(pair.getCertificateChain().getInlineBytes().toStringUtf8())
        .isEqualTo(PAIR.certificatePem());
    assertThat(pair.getPrivateKey().getInlineBytes().toStringUtf8()).isEqualTo(PAIR.keyPem());
  }

  @Test
  void whatEnvoyCanNotReadIsNotGivenAndTakesNothingElseWithIt() {
    stored.put("pay-ca", "the token of somebody");
    stored.put("pay-key", PAIR.keyPem());
    assertThat(secrets.of("shop", Set.of(AUTHORITY, IDENTITY)))
        .extracting(Resource::name)
        .containsExactly("external_cert:secret:pay");
    // When: the key is another one's, and the authority is a key
    CertificateAuthority other =
        new MeshAuthorityIssuer(Clock.systemUTC(), new SecureRandom()).forEnvoyAdmin();
    stored.put("pay-key", other.keyPem());
    stored.put("pay-ca", other.keyPem());
    secrets.changed("shop");
    assertThat(secrets.of("shop", Set.of(AUTHORITY, IDENTITY))).isEmpty();
  }

  @Test
  void anotherSourceIsReadAndTheFormerOneIsForgotten() {
    stored.put("new-ca", PAIR.certificatePem());
    OutsideSecret moved =
        new OutsideSecret.Authority(AUTHORITY.name(), new DataSource.InSecret("new-ca"));
    secrets.of("shop", Set.of(AUTHORITY));
    secrets.of("shop", Set.of(moved));
    secrets.of("shop", Set.of(AUTHORITY));
    assertThat(reads).containsExactly("shop/pay-ca", "shop/new-ca", "shop/pay-ca");
  }

  @Test
  void whatIsNeededDoesNotPrintItsValues() {
    OutsideSecret inline =
        new OutsideSecret.Authority(
            "external_ca:secret:pay", new DataSource.Inline(new SecretValue("hidden")));
    assertThat(inline.toString()).contains("external_ca:secret:pay").doesNotContain("hidden");
  }
}
