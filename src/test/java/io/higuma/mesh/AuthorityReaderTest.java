package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.mesh.AuthorityReader.Enabled;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The authority that signs for the data planes of a mesh. */
class AuthorityReaderTest {
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
  private static final String BUILTIN =
      "mtls: {enabledBackend: ca, backends: [{name: other, type: provided}, {name: ca, type: builtin}]}";
  private static final String PROVIDED =
      "mtls: {enabledBackend: own, backends: [{name: own, type: provided, conf: {cert: {secret: cert}, key: {file: /key}}}]}";

  private static final CertificateAuthority MADE = authority();

  private final MemoryMeshes cluster = new MemoryMeshes();
  private Instant now = NOW;
  private final AuthorityReader reader = new AuthorityReader(cluster, cluster::file, () -> now);

  @Test
  void withoutMtlsThereIsNone() throws Exception {
    assertThat(enabled("{}")).isEqualTo(new Enabled.Off());
    assertThat(enabled("mtls: {backends: [{name: ca, type: builtin}]}"))
        .isEqualTo(new Enabled.Off());
  }

  @Test
  void aBuiltinOneIsInTwoSecrets() throws Exception {
    builtin();
    Enabled.Signs signs = signs(BUILTIN);
    assertThat(signs.backend()).isEqualTo("ca");
    assertThat(signs.authority().issuer()).isEqualTo(MADE);
    assertThat(signs.lifetime()).isEqualTo(Duration.ofHours(24));
    assertThat(signs.toString()).doesNotContain("BEGIN", "modulus");
  }

  @Test
  void aProvidedOneIsWhereTheMeshSays() throws Exception {
    cluster.secrets.put("shop/cert", new SecretValue(MADE.certificatePem()));
    cluster.files.put("/key", new SecretValue(MADE.keyPem()));
    assertThat(signs(PROVIDED).authority().issuer()).isEqualTo(MADE);
  }

  @ParameterizedTest
  @CsvSource({"12h, PT12H", "2d, PT48H", "0, PT24H", "soon, PT24H", "'', PT24H"})
  void theMeshSaysHowLongCertificatesLive(String expiration, Duration lifetime) throws Exception {
    builtin();
    assertThat(
            signs(
                    "mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin, dpCert: {rotation: {expiration: '%s'}}}]}"
                        .formatted(expiration))
                .lifetime())
        .isEqualTo(lifetime);
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    assertThat(enabled(BUILTIN))
        .isEqualTo(new Enabled.Unusable("ca", "The authority of backend ca has not been made yet"));
    assertThat(enabled("mtls: {enabledBackend: gone}"))
        .isEqualTo(
            new Enabled.Unusable(
                "gone",
                "spec.mtls.enabledBackend is gone, but no backend has this name: add it to spec.mtls.backends, or name another"));
    cluster.files.put("/key", new SecretValue(MADE.keyPem()));
    assertThat(enabled(PROVIDED))
        .isEqualTo(
            new Enabled.Unusable(
                "own",
                "The authority of backend own can't sign: spec.mtls.backends[0].conf.cert.secret: there is no Secret cert of type system.kuma.io/secret with the label kuma.io/mesh: shop and a value in the system namespace"));
  }

  @Test
  void aMalformedKeyIsNotQuoted() throws Exception {
    builtin();
    cluster.secrets.put("shop/shop.ca-builtin-key-ca", new SecretValue("c2VjcmV0"));
    assertThat(enabled(BUILTIN).toString())
        .contains("shop.ca-builtin-key-ca is no PEM of a private key")
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void oneThatHasEndedCannotSign() throws Exception {
    builtin();
    now = NOW.plus(Duration.ofDays(30));
    assertThat(enabled(BUILTIN))
        .isEqualTo(
            new Enabled.Unusable(
                "ca",
                "The authority of backend ca is valid from 2026-05-01T07:59:50Z to 2026-05-31T08:00:00Z only: delete both of its Secrets for a new authority"));
  }

  private void builtin() {
    cluster.secrets.put("shop/shop.ca-builtin-cert-ca", new SecretValue(MADE.certificatePem()));
    cluster.secrets.put("shop/shop.ca-builtin-key-ca", new SecretValue(MADE.keyPem()));
  }

  private Enabled.Signs signs(String spec) throws Exception {
    assertThat(enabled(spec)).isInstanceOf(Enabled.Signs.class);
    return (Enabled.Signs) enabled(spec);
  }

  private Enabled enabled(String spec) throws Exception {
    Mesh mesh = cluster.mesh("shop");
    mesh.setSpec(new YAMLMapper().readValue(spec, MeshSpec.class));
    return reader.enabled(mesh);
  }

  private static CertificateAuthority authority() {
    var issuer = new MeshAuthorityIssuer(() -> NOW, new SecureRandom());
    return issuer.forMesh("shop", issuer.newKeyPem(2048), Duration.ofDays(30));
  }
}
