package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.mesh.MeshSecrets;
import io.higuma.mesh.SecretValue;
import io.higuma.resource.ComputedLabels;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The authority, the trust and the status of a MeshIdentity. */
class MeshIdentityReconcilerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MESH =
      "{kind: Mesh, apiVersion: kuma.io/v1alpha1, metadata: {name: shop}, spec: {meshServices: {mode: %s}}}\n---\n";
  private static final String IDENTITY =
      """
      kind: MeshIdentity
      apiVersion: kuma.io/v1alpha1
      metadata: {name: all, namespace: kuma-system, labels: {kuma.io/mesh: shop, kuma.io/zone: east}}
      spec:
        selector: {dataplane: {}}
        provider: %s
      """;
  private static final String GENERATED =
      "{type: Bundled, bundled: {insecureAllowSelfSigned: true, autogenerate: {enabled: true}}}";
  private static final ObjectKey KEY = new ObjectKey("kuma-system", "all");

  private Instant now = Instant.parse("2026-05-01T08:00:00Z");
  private final MeshAuthorityIssuer issuer = new MeshAuthorityIssuer(() -> now, new SecureRandom());
  private final Stored secrets = new Stored(new TreeMap<>());

  private record Stored(Map<String, SecretValue> values) implements MeshSecrets {
    @Override
    public Optional<SecretValue> ofMesh(String mesh, String name) {
      return Optional.ofNullable(values.get(mesh + "/" + name));
    }

    @Override
    public Set<String> namesOfMesh(Mesh mesh) {
      return values.keySet().stream()
          .map(name -> name.substring(name.indexOf('/') + 1))
          .collect(Collectors.toSet());
    }

    @Override
    public Set<String> globalNames() {
      return Set.of();
    }

    @Override
    public boolean create(Mesh owner, String name, SecretValue value) {
      return values.putIfAbsent(owner.getMetadata().getName() + "/" + name, value) == null;
    }

    @Override
    public boolean createGlobal(String name, SecretValue value) {
      return false;
    }
  }

  private void reconcile(StoredObjects stored) {
    new MeshIdentityReconciler(
            stored.known(),
            secrets,
            new IdentityAuthorities(secrets, file -> Optional.empty()),
            issuer,
            new MeshIdentityReconciler.Facts(
                new ComputedLabels(Mode.ZONE, "east"), "east", () -> now),
            stored)
        .reconcile(KEY);
  }

  private String text(String secret) {
    return secrets.ofMesh("shop", secret).orElseThrow().text();
  }

  private static StoredObjects stored(String mode, String provider) {
    return StoredObjects.of(MESH.formatted(mode) + IDENTITY.formatted(provider));
  }

  private static JsonNode field(StoredObjects stored, String kind, String field) {
    return JSON.valueToTree(
        stored
            .get(GenericKubernetesResource.class, kind + " kuma-system/all")
            .orElseThrow()
            .getAdditionalProperties()
            .get(field));
  }

  private static String condition(StoredObjects stored, String type) {
    for (JsonNode one : field(stored, "MeshIdentity", "status").path("conditions")) {
      if (one.path("type").asText().equals(type)) {
        return "%s %s: %s"
            .formatted(
                one.path("status").asText(),
                one.path("reason").asText(),
                one.path("message").asText());
      }
    }
    return "";
  }

  @Test
  void anAuthorityIsGeneratedAndBelievedAndNothingIsWrittenTwice() {
    StoredObjects stored = stored("Exclusive", GENERATED);
    reconcile(stored);
    assertThat(secrets.values()).containsOnlyKeys("shop/all-private-key", "shop/all-root-ca");
    CertificateAuthority authority =
        CertificateAuthority.ofPem(text("all-root-ca") + text("all-private-key"));
    assertThat(authority.certificate().getSubjectX500Principal().getName())
        .contains("CN=shop.east.mesh.local");
    JsonNode trust = field(stored, "MeshTrust", "spec");
    assertThat(trust.path("trustDomain").asText()).isEqualTo("shop.east.mesh.local");
    assertThat(trust.at("/caBundles/0/pem/value").asText()).isEqualTo(text("all-root-ca"));
    assertThat(field(stored, "MeshTrust", "status").at("/origin/kri").asText())
        .isEqualTo("kri_mid_shop_east_kuma-system_all_");
    assertThat(condition(stored, "Ready")).isEqualTo("True Ready: Certificates are issued");
    assertThat(condition(stored, "MeshTrustCreated")).startsWith("True ");
    assertThat(condition(stored, "SpiffeIDProvider")).contains("shop.east.mesh.local");
    stored.takeLog();
    now = now.plusSeconds(60);
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
  }

  @Test
  void anotherAuthorityIsBelievedBesideTheFormerOne() {
    StoredObjects stored = stored("Exclusive", GENERATED);
    reconcile(stored);
    secrets.values().clear();
    reconcile(stored);
    assertThat(field(stored, "MeshTrust", "spec").path("caBundles")).hasSize(2);
  }

  @Test
  void anAuthorityThatUsersBringIsRead() {
    String key = issuer.newKeyPem(2048);
    var authority = issuer.forMesh("mine", key, MeshAuthorityIssuer.DEFAULT_LIFETIME);
    secrets.values().put("shop/ca", new SecretValue(authority.certificatePem()));
    String provider =
        "{type: Bundled, bundled: {meshTrustCreation: Disabled, ca: {certificate: {type: Secret, secretRef: {kind: Secret, name: ca}}, privateKey: {type: Secret, secretRef: {kind: Secret, name: key}}}}}";
    StoredObjects stored = stored("Exclusive", provider);
    reconcile(stored);
    assertThat(condition(stored, "Ready"))
        .isEqualTo(
            "False Failure: There is no certificate with its key: provider.bundled.ca must have both");
    secrets.values().put("shop/key", new SecretValue(key));
    reconcile(stored);
    assertThat(condition(stored, "Ready")).startsWith("True ");
    assertThat(stored.get(GenericKubernetesResource.class, "MeshTrust kuma-system/all")).isEmpty();
  }

  @Test
  void whatCanNotBeSaysWhy() {
    StoredObjects disabled = stored("Everywhere", GENERATED);
    reconcile(disabled);
    assertThat(condition(disabled, "Ready")).contains("meshServices.mode Exclusive");
    assertThat(secrets.values()).isEmpty();
    StoredObjects insecure =
        stored("Exclusive", "{type: Bundled, bundled: {autogenerate: {enabled: true}}}");
    reconcile(insecure);
    assertThat(condition(insecure, "Provider")).contains("insecureAllowSelfSigned must be true");
    StoredObjects none = stored("Exclusive", "null");
    reconcile(none);
    assertThat(condition(none, "Ready")).startsWith("False PartiallyReady: There is no provider");
  }

  @Test
  void aTrustOfAnotherDomainIsLeftAlone() {
    StoredObjects stored =
        StoredObjects.of(
            MESH.formatted("Exclusive")
                + IDENTITY.formatted(GENERATED)
                + "---\n{kind: MeshTrust, apiVersion: kuma.io/v1alpha1, metadata: {name: all, namespace: kuma-system, labels: {kuma.io/mesh: shop}}, spec: {trustDomain: other, caBundles: []}}\n");
    reconcile(stored);
    assertThat(condition(stored, "Ready"))
        .isEqualTo(
            "False Failure: MeshTrust all is of trust domain other, and spec.spiffeID.trustDomain gives shop.east.mesh.local: set it back, or make a MeshIdentity of another name");
    assertThat(field(stored, "MeshTrust", "spec").path("caBundles")).isEmpty();
  }

  @Test
  void whomSomebodyElseCertifiesIsNotOurs() {
    StoredObjects stored = stored("Exclusive", "{type: Spire, spire: {}}");
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
  }
}
