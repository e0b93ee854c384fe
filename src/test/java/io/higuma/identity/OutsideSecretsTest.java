package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.higuma.envoy.OutsideSecret;
import io.higuma.envoy.Resource;
import io.higuma.mesh.DataSource;
import io.higuma.mesh.SecretValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificates for what is outside of the mesh. */
class OutsideSecretsTest {
  private static final OutsideSecret AUTHORITY =
      new OutsideSecret.Authority("external_ca:secret:pay", new DataSource.InSecret("pay-ca"));
  private static final OutsideSecret IDENTITY =
      new OutsideSecret.Identity(
          "external_cert:secret:pay",
          new DataSource.Inline(new SecretValue("certificate")),
          new DataSource.InSecret("pay-key"));

  private final Map<String, String> stored = new HashMap<>(Map.of("pay-ca", "authority"));
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
        .isEqualTo("authority");
    assertThat(secrets.of("shop", Set.of(AUTHORITY)).getFirst()).isSameAs(made.getFirst());
    assertThat(reads).containsExactlyInAnyOrder("shop/pay-ca", "shop/pay-key");
  }

  @Test
  void aSecretThatComesLaterIsFound() throws Exception {
    assertThat(secrets.of("shop", Set.of(IDENTITY))).isEmpty();
    stored.put("pay-key", "key");
    assertThat(secrets.of("shop", Set.of(IDENTITY))).as("nobody has told of it").isEmpty();
    secrets.changed("shop");
    Resource made = secrets.of("shop", Set.of(IDENTITY)).getFirst();
    var pair = made.body().unpack(Secret.class).getTlsCertificate();
    assertThat(pair.getCertificateChain().getInlineBytes().toStringUtf8()).isEqualTo("certificate");
    assertThat(pair.getPrivateKey().getInlineBytes().toStringUtf8()).isEqualTo("key");
  }

  @Test
  void whatIsNeededDoesNotPrintItsValues() {
    assertThat(IDENTITY.toString()).doesNotContain("certificate=certificate", "[certificate");
  }
}
