package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshStatus;
import io.higuma.certs.AuthorityPair;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.leader.Leadership;
import io.higuma.mesh.MeshReconciler.Settings;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeshReconcilerTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String BUILTIN =
      "mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin, conf: {caCert: {RSAbits: 1024}}}]}";
  private static final Instant MORNING = Instant.parse("2026-05-01T08:00:00Z");

  private final MemoryMeshes cluster = new MemoryMeshes();
  private final RecordedEvents events = new RecordedEvents();
  private Instant now = MORNING;
  private final MeshAuthorityIssuer issuer = new MeshAuthorityIssuer(() -> now, new SecureRandom());

  @Test
  void aNewMeshGetsItsDefaultsOnceAndIsToldSo() throws IOException {
    reconcile("");
    assertThat(cluster.writes)
        .containsExactly(
            "create Secret dataplane-token-signing-key-shop-1",
            "create MeshTimeout/mesh-timeout-all-shop",
            "create MeshTimeout/mesh-gateways-timeout-all-shop",
            "create MeshCircuitBreaker/mesh-circuit-breaker-all-shop",
            "create MeshRetry/mesh-retry-all-shop",
            "annotate shop",
            "status shop");
    assertThat(events.texts())
        .containsExactly(
            "Normal CreatedMeshDefaults shop: Created Secret dataplane-token-signing-key-shop-1,"
                + " MeshTimeout mesh-timeout-all-shop, MeshTimeout mesh-gateways-timeout-all-shop,"
                + " MeshCircuitBreaker mesh-circuit-breaker-all-shop, MeshRetry mesh-retry-all-shop");
    assertThat(conditions()).containsExactly("Ready True Ready", "DefaultPolicies True Created");
    // A policy that is deleted stays away; and nothing is written at rest, after hours neither.
    cluster.objects.remove("MeshRetry/mesh-retry-all-shop");
    cluster.writes.clear();
    reconcile("");
    now = MORNING.plus(Duration.ofHours(7));
    reconcile("");
    assertThat(cluster.writes).isEmpty();
    assertThat(events.texts()).hasSize(1);
  }

  @Test
  void missingLabelsOfDefaultPoliciesAreAdded() throws IOException {
    reconcile("");
    cluster.objects.put("MeshRetry/mesh-retry-all-shop", Map.of("kuma.io/zone", "other"));
    cluster.writes.clear();
    reconcile("");
    assertThat(cluster.writes).containsExactly("label MeshRetry/mesh-retry-all-shop");
    assertThat(cluster.objects.get("MeshRetry/mesh-retry-all-shop"))
        .containsEntry("kuma.io/zone", "other")
        .containsEntry("kuma.io/policy-role", "system");
  }

  @Test
  void aBuiltinAuthorityIsMadeAndKept() throws IOException {
    reconcile(BUILTIN);
    assertThat(cluster.writes)
        .startsWith(
            "create Secret shop.ca-builtin-key-ca", "create Secret shop.ca-builtin-cert-ca");
    assertThat(conditions()).contains("CertificateAuthority True Builtin");
    assertThat(message(MeshStatus.CERTIFICATE_AUTHORITY))
        .isEqualTo("Backend ca signs; its authority ends at 2036-04-28T08:00:00Z");
    assertThat(events.texts())
        .contains(
            "Normal CreatedCertificateAuthority shop: Created the certificate authority of backend ca");
    assertThat(pair()).isInstanceOf(AuthorityPair.Finding.Usable.class);
    cluster.writes.clear();
    reconcile(BUILTIN);
    assertThat(cluster.writes).isEmpty();
  }

  /** Wherever it ends, the next look brings the mesh to where it would have come anyway. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void anEndInTheMiddleDoesNoHarm(int writes) throws IOException {
    cluster.writesUntilFailure = writes;
    assertThatThrownBy(() -> reconcile(BUILTIN)).isInstanceOf(IllegalStateException.class);
    cluster.writesUntilFailure = Integer.MAX_VALUE;
    reconcile(BUILTIN);
    assertThat(cluster.secrets.keySet())
        .containsExactly(
            "shop/dataplane-token-signing-key-shop-1",
            "shop/shop.ca-builtin-cert-ca",
            "shop/shop.ca-builtin-key-ca");
    assertThat(pair()).isInstanceOf(AuthorityPair.Finding.Usable.class);
    assertThat(cluster.objects).hasSize(4);
    assertThat(cluster.writes).doesNotHaveDuplicates();
    assertThat(conditions()).startsWith("Ready True Ready");
  }

  @Test
  void aCertificateWithoutItsKeyIsToldAndNotReplaced() throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    reconcile(BUILTIN);
    cluster.secrets.remove("shop/shop.ca-builtin-key-ca");
    cluster.writes.clear();
    reconcile(BUILTIN);
    assertThat(cluster.writes).containsExactly("status shop");
    assertThat(conditions()).startsWith("Ready False KeyMissing");
    assertThat(events.texts().getLast())
        .startsWith("Warning CertificateAuthorityUnusable shop: The key of backend ca is gone")
        .contains("Secret shop.ca-builtin-key-ca", "delete the Secret shop.ca-builtin-cert-ca too");
  }

  @Test
  void anAuthorityThatHasEndedIsTold() throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    reconcile(BUILTIN);
    now = MORNING.plus(Duration.ofDays(3650));
    reconcile(BUILTIN);
    assertThat(conditions()).startsWith("Ready False Expired");
    assertThat(message(MeshStatus.READY)).contains("to 2036-04-28T08:00:00Z only");
  }

  @Test
  void aPairThatAUserBringsIsUsed() throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    CertificateAuthority own = issuer.forMesh("any", issuer.newKeyPem(1024), Duration.ofDays(9));
    cluster.secrets.put("shop/cert", new SecretValue(own.certificatePem()));
    cluster.files.put("/keys/key.pem", new SecretValue(own.keyPem()));
    reconcile(provided("{secret: cert}", "{file: /keys/key.pem}"));
    assertThat(conditions()).contains("CertificateAuthority True Provided");
    reconcile(
        provided(
            "{inlineString: '%s'}".formatted(own.certificatePem().replace("\n", "\n\n")),
            "{inline: %s}"
                .formatted(
                    Base64.getEncoder()
                        .encodeToString(own.keyPem().getBytes(StandardCharsets.US_ASCII)))));
    assertThat(conditions()).contains("CertificateAuthority True Provided");
    assertThat(cluster.writes).noneMatch(write -> write.contains("builtin"));
  }

  @Test
  void aPairThatCanNotSignIsToldOnceAndWhy() throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    CertificateAuthority own = issuer.forMesh("any", issuer.newKeyPem(1024), Duration.ofDays(9));
    cluster.secrets.put("shop/cert", new SecretValue(own.certificatePem()));
    cluster.secrets.put("shop/key", new SecretValue("-----BEGIN PRIVATE KEY-----\nSECRET"));
    String spec = provided("{secret: cert}", "{secret: key}");
    reconcile(spec);
    reconcile(spec);
    assertThat(conditions())
        .containsExactly(
            "Ready False Unusable",
            "CertificateAuthority False Unusable",
            "DefaultPolicies True Created");
    String sentence =
        "The authority of backend own can't sign: spec.mtls.backends[0].conf.key: is no PEM of a private key without a password";
    assertThat(message(MeshStatus.CERTIFICATE_AUTHORITY)).isEqualTo(sentence);
    assertThat(events.texts())
        .filteredOn(text -> text.startsWith("Warning"))
        .containsExactly("Warning CertificateAuthorityUnusable shop: " + sentence);
    assertThat(events.texts() + String.valueOf(cluster.status)).doesNotContain("SECRET");
    // Put right, it is fine again.
    cluster.secrets.put("shop/key", new SecretValue(own.keyPem()));
    reconcile(spec);
    assertThat(conditions()).startsWith("Ready True Ready");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{secret: none} > conf.cert.secret: there is no Secret none of type system.kuma.io/secret",
        "{file: /none} > conf.cert.file: the control plane can't read it",
        "null > conf.cert: has to be defined",
        "{} > conf.cert: data source has to be chosen",
        "{secret: a, file: b} > conf.cert: must have one data source only, of",
        "{secret: ''} > conf.cert.secret: cannot be empty",
        "{inline: '***'} > conf.cert.inline: must be base64",
        "7 > conf.cert: must be an object",
      })
  void whatIsMissingIsNamed(String certificate, String sentence) throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    reconcile(provided(certificate, "{file: /key}"));
    assertThat(message(MeshStatus.CERTIFICATE_AUTHORITY)).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{RSAbits: 64} > caCert.RSAbits: must be in 1024..8192",
        "{RSAbits: many} > caCert.RSAbits: must be a whole number",
        "{expiration: 1h30m} > caCert.expiration: has to be a valid format",
        "{expiration: '0'} > caCert.expiration: has to be a valid format",
        "{expiration: 2000y} > caCert.expiration: has to be a valid format",
      })
  void aBuiltinAuthorityThatCanNotBeMadeIsTold(String conf, String sentence) throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    reconcile("mtls: {backends: [{name: ca, type: builtin, conf: {caCert: %s}}]}".formatted(conf));
    assertThat(message(MeshStatus.CERTIFICATE_AUTHORITY)).contains(sentence);
    assertThat(cluster.secrets).isEmpty();
  }

  @Test
  void namesThatMakeNoSecretAndUnknownTypesAreTold() throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    reconcile("mtls: {backends: [{name: Big One, type: builtin}, {name: v, type: vault}]}");
    assertThat(message(MeshStatus.CERTIFICATE_AUTHORITY))
        .contains("the name of the secret shop.ca-builtin-cert-Big One must consist of")
        .contains("Backend v is of type \"vault\", which this version does not know");
  }

  @Test
  void aSpecThatMakesNoSenseStopsNothingAndIsTold() throws IOException {
    cluster.spec = YAML.readTree("{mtls: {backends: [{conf: {}, dpCert: [PRIVATE]}]}}");
    reconcile("");
    reconcile("");
    assertThat(cluster.writes).containsExactly("status shop");
    assertThat(conditions()).containsExactly("Ready False Malformed");
    assertThat(events.texts())
        .containsExactly(
            "Warning MalformedMesh shop: spec.mtls.backends[0].dpCert: has a value of a wrong type, so nothing of the mesh counts; see kubectl explain mesh.spec");
    cluster.spec = YAML.readTree("text");
    reconcile("");
    assertThat(message(MeshStatus.READY)).startsWith("spec: has a value of a wrong type");
  }

  @Test
  void aKindThatIsNotThereKeepsNothingElseAway() throws IOException {
    cluster.unknownKinds = Set.of("MeshRetry");
    reconcile(BUILTIN);
    assertThat(conditions())
        .containsExactly(
            "Ready False NotCreated",
            "CertificateAuthority True Builtin",
            "DefaultPolicies False NotCreated");
    assertThat(events.texts())
        .contains("Warning MeshDefaultsNotCreated shop: The API server did not create MeshRetry");
    assertThat(cluster.annotations).isEmpty();
    cluster.unknownKinds = Set.of();
    reconcile(BUILTIN);
    assertThat(conditions()).startsWith("Ready True Ready");
    assertThat(cluster.objects).containsKey("MeshRetry/mesh-retry-all-shop");
  }

  @Test
  void transitionTimesMoveWithTheStatusOnly() throws IOException {
    cluster.annotations.put("k8s.kuma.io/mesh-defaults-generated", "true");
    reconcile(BUILTIN);
    now = MORNING.plus(Duration.ofHours(1));
    cluster.secrets.remove("shop/shop.ca-builtin-key-ca");
    reconcile(BUILTIN);
    assertThat(condition(MeshStatus.READY).getLastTransitionTime()).isEqualTo(now.toString());
    assertThat(condition(MeshStatus.DEFAULT_POLICIES).getLastTransitionTime())
        .isEqualTo(MORNING.toString());
  }

  @Test
  void inAFederatedZoneMeshesComeFromElsewhere() throws IOException {
    reconciler("multizone: {zone: {globalAddress: 'grpcs://global:5685'}}")
        .reconcile(mesh(BUILTIN), unused());
    assertThat(cluster.writes).isEmpty();
  }

  private AuthorityPair.Finding pair() {
    return AuthorityPair.examine(
        Objects.requireNonNull(cluster.secrets.get("shop/shop.ca-builtin-cert-ca")).text(),
        Objects.requireNonNull(cluster.secrets.get("shop/shop.ca-builtin-key-ca")).text(),
        now);
  }

  private static String provided(String certificate, String key) {
    return "mtls: {backends: [{name: own, type: provided, conf: {cert: %s, key: %s}}]}"
        .formatted(certificate, key);
  }

  private void reconcile(String spec) throws IOException {
    reconciler("").reconcile(mesh(spec), unused());
  }

  /** The reconciler does not look at it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static Context<Mesh> unused() {
    return null;
  }

  private MeshReconciler reconciler(String config) {
    MeshSettings settings = MeshSettings.of(Configs.of(config));
    return new MeshReconciler(
        Leadership.ALONE,
        new Settings(settings.role(), events, List.of()),
        new MeshKeeper(new MeshPlanner(settings), cluster, cluster, issuer, () -> now),
        new MeshStatusPlanner(() -> now, mesh -> Optional.empty()),
        cluster);
  }

  private Mesh mesh(String spec) throws IOException {
    Mesh mesh = cluster.mesh("shop");
    JsonNode tree = spec.isEmpty() ? YAML.createObjectNode() : YAML.readTree(spec);
    mesh.setSpec(YAML.treeToValue(tree, MeshSpec.class));
    return mesh;
  }

  private List<String> conditions() {
    var texts = new ArrayList<String>();
    for (Condition one : Objects.requireNonNull(cluster.status).conditions()) {
      texts.add("%s %s %s".formatted(one.getType(), one.getStatus(), one.getReason()));
    }
    return texts;
  }

  private String message(String type) {
    return condition(type).getMessage();
  }

  private Condition condition(String type) {
    return Optional.ofNullable(cluster.status).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(condition -> condition.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
