package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.Deletion;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.validation.Violation;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshChangeValidatorTest {
  private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final CertificateAuthority AUTHORITY = authority();
  private static final String PROVIDED =
      "enabledBackend: a, backends: [{name: a, type: provided, conf: {cert: %s, key: %s}}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shop | `` | ",
        "shop | enabledBackend: a, backends: [{name: a, type: builtin}] | ",
        "shop | backends: [{name: a, type: vault}]          | mtls.backends[0].type: could not find installed plugin for this type",
        "shop | backends: [{name: a}]                       | mtls.backends[0].type: could not find installed plugin for this type",
        "shop | skipValidation: true, backends: [{type: x}] | mtls.backends[0].type: could not find installed plugin for this type",
        "shop | backends: [{name: A_B, type: builtin}]      | mtls.backends[0].conf.mtls.backends.name: the name of the secret shop.ca-builtin-cert-A_B must consist of lower case alphanumeric characters, '-' or '.'",
        "shop | skipValidation: true, backends: [{name: A_B, type: builtin}] | ",
        "shop | backends: [{name: a, type: provided}]       | mtls.backends[0].conf.cert: has to be defined; mtls.backends[0].conf.key: has to be defined",
        "shop | backends: [{name: a, type: provided, conf: {cert: {}, key: {secret: ''}}}] | mtls.backends[0].conf.cert: data source has to be chosen. Available sources: secret, file, inline; mtls.backends[0].conf.key.secret: cannot be empty",
        "shop | backends: [{name: a, type: provided, conf: {cert: {secret: none}, key: {inline: '%'}}}] | mtls.backends[0].conf.key.inline: must be base64",
        "shop | backends: [{name: a, type: provided, conf: {cert: {secret: none}, key: {secret: key}}}] | mtls.backends[0].conf.cert: could not be loaded: put the certificate and the key into secrets of mesh shop; mtls.backends[0].conf.key: could not be loaded: put the certificate and the key into secrets of mesh shop",
        "shop | backends: [{name: a, type: provided, conf: {cert: {secret: crt, file: /ca.crt}, key: {secret: key}}}] | mtls.backends[0].conf.cert: must have one data source only, of: secret, file, inline, inlineString",
        "shop | backends: [{name: a, type: builtin, conf: {caCert: {RSAbits: 512, expiration: never}}}] | mtls.backends[0].conf.caCert.RSAbits: must be in 1024..8192; mtls.backends[0].conf.caCert.expiration: has to be a valid format: a number with one of y, w, d, h, m, s, ms, such as 10y",
        "shop | backends: [{name: a, type: provided, conf: {cert: {inlineString: x}, key: {inlineString: y}}}] | mtls.backends[0].conf.cert: is no PEM of certificates: no certificate; mtls.backends[0].conf.key: is no PEM of a private key without a password",
        "shop | backends: [{name: a, type: provided, conf: {cert: {file: /ca.crt}, key: {file: /ca.key}}}] | ",
        "shop | backends: [{name: a, type: provided, conf: {cert: 1, key: [2]}}] | mtls.backends[0].conf.cert: must be an object, but was a number; mtls.backends[0].conf.key: must be an object, but was a list",
        "a-name-that-is-one-character-longer-than-what-a-label-may-be-xyz | `` | name: cannot be longer than 63 characters",
      })
  void aMeshThatIsMadeIsLookedAt(String name, String mtls, String violations) throws Exception {
    Verdict verdict = verdict(Operation.CREATE, mesh(name, mtls), Optional.empty());
    assertThat(said(verdict)).isEqualTo(violations == null ? "" : violations);
  }

  @Test
  void aPairOfSecretsIsUsed() throws Exception {
    ResourceView mesh = mesh("shop", PROVIDED.formatted("{secret: crt}", "{secret: key}"));
    assertThat(verdict(Operation.CREATE, mesh, Optional.empty()))
        .isEqualTo(new Verdict.Accepted(List.of()));
  }

  @Test
  void halvesThatDoNotBelongTogetherAreRefused() throws Exception {
    ResourceView mesh = mesh("shop", PROVIDED.formatted("{secret: crt}", "{secret: other-key}"));
    assertThat(said(verdict(Operation.CREATE, mesh, Optional.empty())))
        .isEqualTo(
            "mtls.backends[0].conf.cert: certificate and key don't belong together; mtls.backends[0].conf.key: certificate and key don't belong together");
  }

  @Test
  void anAuthorityThatIsOverOnlyGivesAWarning() throws Exception {
    ResourceView mesh = mesh("shop", PROVIDED.formatted("{secret: crt}", "{secret: key}"));
    var change = new ResourceChange(Operation.CREATE, mesh, Optional.empty(), "");
    var later = new MeshChangeValidator(() -> NOW.plus(Duration.ofDays(2)), Deletion.PROTECTED);
    assertThat(later.validate(change, new Facts()))
        .isEqualTo(
            new Verdict.Accepted(
                List.of(
                    "mtls.backends[0].conf.cert: the certificate is valid from 2026-05-01T07:59:50Z until 2026-05-02T08:00:00Z, which is not now")));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none,b,", "a,none,", "a,a,", "a,b,refused"})
  void theAuthorityIsNotSwappedWhileItIsUsed(String before, String after, String refused)
      throws Exception {
    Verdict verdict =
        verdict(
            Operation.UPDATE,
            mesh("shop", enabled(after)),
            Optional.of(mesh("shop", enabled(before))));
    assertThat(said(verdict))
        .isEqualTo(
            refused == null
                ? ""
                : "mtls.enabledBackend: Changing CA when mTLS is enabled is forbidden. Disable mTLS first and then change the CA");
  }

  @Test
  void aLongNameThatIsThereAlreadyStays() throws Exception {
    ResourceView mesh = mesh("m".repeat(64), "");
    assertThat(said(verdict(Operation.UPDATE, mesh, Optional.of(mesh)))).isEmpty();
  }

  /** The API server takes no longer name of a Secret. */
  @Test
  void theNameOfASecretHas253Characters() throws Exception {
    int longest = 253 - "shop.ca-builtin-cert-".length();
    for (int more : List.of(0, 1)) {
      String backend = "b".repeat(longest + more);
      ResourceView mesh = mesh("shop", "backends: [{name: %s, type: builtin}]".formatted(backend));
      assertThat(said(verdict(Operation.CREATE, mesh, Optional.empty())).isEmpty())
          .isEqualTo(more == 0);
    }
  }

  @Test
  void dataplanesKeepTheirMesh() throws Exception {
    assertThat(verdict(Operation.DELETE, mesh("used", ""), Optional.empty()))
        .isEqualTo(
            new Verdict.Failed(
                400, "mesh: unable to delete mesh, there are still some dataplanes attached"));
    assertThat(verdict(Operation.DELETE, mesh("unused", ""), Optional.empty()))
        .isEqualTo(Verdict.ACCEPTED);
    var unsafe = new MeshChangeValidator(() -> NOW, Deletion.UNSAFE);
    var change = new ResourceChange(Operation.DELETE, mesh("used", ""), Optional.empty(), "");
    assertThat(unsafe.validate(change, new Facts())).isEqualTo(Verdict.ACCEPTED);
  }

  private static String enabled(String backend) {
    return backend == null ? "" : "enabledBackend: " + backend;
  }

  private static Verdict verdict(
      Operation operation, ResourceView mesh, Optional<ResourceView> old) {
    return new MeshChangeValidator(() -> NOW, Deletion.PROTECTED)
        .validate(new ResourceChange(operation, mesh, old, ""), new Facts());
  }

  private static String said(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted(var none) when none.isEmpty() -> "";
      case Verdict.Invalid(var violations) -> Violation.join(violations);
      default -> verdict.toString();
    };
  }

  private static ResourceView mesh(String name, String mtls) throws Exception {
    ObjectNode object = YAML.createObjectNode();
    object.putObject("metadata").put("name", name);
    object.putObject("spec").set("mtls", YAML.readTree("{" + mtls + "}"));
    return new ResourceView(ResourceKind.MESH, object);
  }

  private static CertificateAuthority authority() {
    var issuer = new MeshAuthorityIssuer(() -> NOW, new SecureRandom());
    return issuer.forMesh("shop", issuer.newKeyPem(1024), Duration.ofDays(1));
  }

  private static final class Facts implements ClusterFacts {
    private final Map<String, String> secrets =
        Map.of(
            "crt", AUTHORITY.certificatePem(),
            "key", AUTHORITY.keyPem(),
            "other-key", authority().keyPem());

    @Override
    public Optional<MeshSpec> mesh(String name) {
      return Optional.empty();
    }

    @Override
    public boolean hasDataplanes(String mesh) {
      return mesh.equals("used");
    }

    @Override
    public Set<String> externalServices(String mesh) {
      return Set.of();
    }

    @Override
    public Optional<byte[]> secret(String mesh, String name) {
      return Optional.ofNullable(secrets.get(name))
          .map(pem -> pem.getBytes(StandardCharsets.UTF_8));
    }
  }
}
