package io.higuma.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.Naming;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.Resource;
import io.higuma.envoy.TlsSetup;
import io.higuma.mesh.AuthorityReader.Enabled;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.IdentityAuthorities;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProxySecretsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningAuthority AUTHORITY = authority();

  private final List<String> failures = new ArrayList<>();
  private final WorkloadIssuer issuer = new WorkloadIssuer(Clock.systemUTC(), RANDOM);
  private Enabled enabled = new Enabled.Signs("ca-1", AUTHORITY, Duration.ofHours(1));
  private int reads;
  private final MeshSigners signers =
      new MeshSigners(mesh -> {
        reads++;
        return enabled;
      });
  private final IssuedCertificates certificates =
      new IssuedCertificates(
          Clock.systemUTC(),
          new Random(1),
          issuer::issue,
          Runnable::run,
          new IssuedCertificates.Listener() {
            @Override
            public void issued(String proxy, IssuedCertificate certificate) {}

            @Override
            public void failed(String proxy, String reason, String sentence) {
              failures.add(sentence);
            }

            @Override
            public void dueChanged() {}
          });
  private final ProxySecrets secrets =
      new ProxySecrets(
          signers,
          new IdentitySigners((mesh, identity, spec) ->
              identity.equals("all")
                  ? new IdentityAuthorities.Reading.Found(AUTHORITY)
                  : new IdentityAuthorities.Reading.Missing("there is none")),
          certificates,
          "east");

  @Test
  void withoutMtlsThereAreNone() {
    assertThat(secrets.of("shop.web", mesh(List.of()), facts(Optional.empty()))).isEmpty();
    assertThat(reads).isZero();
  }

  @Test
  void theCertificateSaysTheTagsOfTheDataplane() throws Exception {
    List<Resource> all = secrets.of("shop.web", mesh(List.of()), facts(tls("mesh_ca:secret:shop")));
    assertThat(all)
        .extracting(Resource::name)
        .containsExactly("mesh_ca:secret:shop", "identity_cert:secret:shop");
    X509Certificate certificate =
        certificate(
            secret(all.getLast())
                .getTlsCertificate()
                .getCertificateChain()
                .getInlineBytes()
                .toByteArray());
    certificate.verify(AUTHORITY.issuer().certificate().getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("spiffe://shop/web", "kuma://kuma.io/service/web", "kuma://version/v1");
    assertThat(
            secret(all.getFirst())
                .getValidationContext()
                .getTrustedCa()
                .getInlineBytes()
                .toStringUtf8())
        .isEqualTo(AUTHORITY.rootsPem());
  }

  @Test
  void theSecretOfAProxyIsTheSameUntilItsCertificateIsAnother() {
    ProxyFacts facts = facts(tls("mesh_ca:secret:shop"));
    Resource first = secrets.of("shop.web", mesh(List.of()), facts).getLast();
    assertThat(secrets.of("shop.web", mesh(List.of()), facts).getLast()).isSameAs(first);
    assertThat(secrets.of("shop.api", mesh(List.of()), facts).getLast()).isNotEqualTo(first);
    // When: another authority signs
    enabled = new Enabled.Signs("ca-2", authority(), Duration.ofHours(1));
    signers.changed("shop");
    secrets.of("shop.web", mesh(List.of()), facts);
    // Then
    Resource renewed = secrets.of("shop.web", mesh(List.of()), facts).getLast();
    assertThat(renewed.name()).isEqualTo(first.name());
    assertThat(renewed.version()).isNotEqualTo(first.version());
    secrets.forget("shop.web");
    assertThat(secrets.of("shop.web", mesh(List.of()), facts).getLast().version())
        .isNotEqualTo(renewed.version());
  }

  @Test
  void whereInboundsHaveNoTagsTheCertificateSaysTheWorkload() throws Exception {
    String untagged = "{\"networking\": {\"inbound\": [{\"port\": 80}]}}";
    var tls = tls("mesh_ca:secret:shop");
    List<Resource> all =
        secrets.of(
            "shop.web", mesh(List.of()), facts(tls, Map.of("kuma.io/workload", "web"), untagged));
    byte[] chain =
        secret(all.getLast())
            .getTlsCertificate()
            .getCertificateChain()
            .getInlineBytes()
            .toByteArray();
    assertThat(certificate(chain).getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("spiffe://shop/web", "kuma://kuma.io/service/web");
    assertThat(secrets.of("shop.other", mesh(List.of()), facts(tls, Map.of(), untagged)))
        .as("nothing to be called by")
        .extracting(Resource::name)
        .containsExactly("mesh_ca:secret:shop");
  }

  @Test
  void aMeshIdentitySaysOneSpiffeIdAndKeepsTheMeshsOwnAuthorityBelieved() throws Exception {
    MeshObject identity =
        new MeshObject(
            ResourceKind.MESH_IDENTITY,
            "shop",
            "all",
            new TreeMap<>(),
            JSON.readTree(
                "{\"provider\": {\"type\": \"Bundled\", \"bundled\": {\"certificateParameters\": {\"expiry\": \"2h\"}}}}"),
            JSON.createObjectNode());
    var tls =
        Optional.of(
            new TlsSetup(
                identity.kri().toString(),
                "system_trust_bundle",
                List.of(),
                TlsMode.STRICT,
                TlsSetup.Source.IDENTITY));
    var labels = Map.of("k8s.kuma.io/namespace", "ns", "k8s.kuma.io/service-account", "web");
    String untagged = "{\"networking\": {\"inbound\": [{\"port\": 80}]}}";
    List<Resource> all =
        secrets.of("shop.web", mesh(List.of(identity)), facts(tls, labels, untagged));
    assertThat(all)
        .extracting(Resource::name)
        .containsExactly("system_trust_bundle", "kri_mid_shop___all_");
    byte[] chain =
        secret(all.getLast())
            .getTlsCertificate()
            .getCertificateChain()
            .getInlineBytes()
            .toByteArray();
    X509Certificate certificate = certificate(chain);
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("spiffe://shop.east.mesh.local/ns/ns/sa/web");
    assertThat(certificates.of("shop.web").orElseThrow().backend())
        .isEqualTo("kri_mid_shop___all_");
    assertThat(secrets.of("shop.other", mesh(List.of(identity)), facts(tls, Map.of(), untagged)))
        .as("its templates do not fit")
        .extracting(Resource::name)
        .containsExactly("system_trust_bundle");
    assertThat(failures)
        .containsExactly(
            "spec.spiffeID of MeshIdentity all of mesh shop gives it no SPIFFE id: use only labels that the Dataplane has");
  }

  @Test
  void whatProxiesHaveInCommonIsMadeOnceAndItsAuthorityReadOnce() {
    MeshView mesh = mesh(List.of());
    Resource one = secrets.of("shop.web", mesh, facts(tls("mesh_ca:secret:shop"))).getFirst();
    Resource other = secrets.of("shop.api", mesh, facts(tls("mesh_ca:secret:shop"))).getFirst();
    assertThat(other).isSameAs(one);
    assertThat(reads).isEqualTo(1);
    signers.changed("shop");
    secrets.of("shop.api", mesh, facts(tls("mesh_ca:secret:shop")));
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void theCertificateStaysWhereNothingChanges() {
    MeshView mesh = mesh(List.of());
    var facts = facts(tls("mesh_ca:secret:shop"));
    List<Resource> before = secrets.of("shop.web", mesh, facts);
    assertThat(secrets.of("shop.web", mesh, facts)).isEqualTo(before);
    secrets.forget("shop.web");
    assertThat(certificates.proxies()).isEmpty();
  }

  @Test
  void anAuthorityThatCanNotSignLeavesWhatIsThere() {
    MeshView mesh = mesh(List.of());
    var facts = facts(tls("mesh_ca:secret:shop"));
    Resource identity = secrets.of("shop.web", mesh, facts).getLast();
    enabled = new Enabled.Unusable("ca-1", "the Secret is missing: make it");
    signers.changed("shop");
    assertThat(secrets.of("shop.web", mesh, facts)).containsExactly(identity);
    assertThat(certificates.failure("shop.web")).contains("the Secret is missing: make it");
  }

  @Test
  void aMeshWhoseCiphersWantRsaGetsIt() throws Exception {
    MeshObject tls =
        new MeshObject(
            ResourceKind.MESH_TLS,
            "shop",
            "old",
            new TreeMap<>(),
            JSON.readTree(
                "{\"rules\": [{\"default\": {\"tlsCiphers\": [\"ECDHE-RSA-AES128-GCM-SHA256\"]}}]}"),
            JSON.createObjectNode());
    MeshView mesh =
        new MeshView(
            "shop",
            MeshSpec.EMPTY,
            List.of(),
            List.of(),
            List.of(tls),
            List.of(),
            new TreeMap<>(),
            Set.of());
    Resource identity = secrets.of("shop.web", mesh, facts(tls("mesh_ca:secret:shop"))).getLast();
    byte[] chain =
        secret(identity).getTlsCertificate().getCertificateChain().getInlineBytes().toByteArray();
    assertThat(certificate(chain).getPublicKey().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void trustsAreBelievedEachForItsDomain() throws Exception {
    MeshObject trust =
        new MeshObject(
            ResourceKind.MESH_TRUST,
            "shop",
            "east",
            new TreeMap<>(),
            JSON.readTree(
                "{\"trustDomain\": \"east.local\", \"caBundles\": [{\"type\": \"Pem\", \"pem\": {\"value\": \"AAA\"}}]}"),
            JSON.createObjectNode());
    Resource bundle =
        secrets.of("shop.web", mesh(List.of(trust)), facts(tls("system_trust_bundle"))).getFirst();
    String text = secret(bundle).getValidationContext().getCustomValidatorConfig().toString();
    assertThat(text).contains("east.local").contains("AAA").contains("shop");
    Resource alone =
        secrets.of("shop.web", mesh(List.of()), facts(tls("system_trust_bundle"))).getFirst();
    assertThat(secret(alone).getValidationContext().getCustomValidatorConfig().toString())
        .doesNotContain("east.local");
  }

  private static ProxyFacts facts(Optional<TlsSetup> tls) {
    return facts(
        tls,
        Map.of(),
        """
        {"networking": {"inbound": [
          {"port": 80, "tags": {"kuma.io/service": "web", "version": "v1"}},
          {"port": 81, "tags": {"kuma.io/service": "web", "version": "v1"}}]}}
        """);
  }

  private static ProxyFacts facts(
      Optional<TlsSetup> tls, Map<String, String> labels, String dataplane) {
    try {
      DataplaneSpec spec = JSON.readValue(dataplane, DataplaneSpec.class);
      return new ProxyFacts(
          new DataplaneView("shop", "web", new TreeMap<>(labels), spec),
          NodeMetadata.of(JSON.createObjectNode()),
          List.of(),
          Naming.LEGACY,
          Optional.empty(),
          tls);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<TlsSetup> tls(String trust) {
    return Optional.of(
        new TlsSetup(
            "identity_cert:secret:shop", trust, List.of(), TlsMode.STRICT, TlsSetup.Source.MESH));
  }

  private static MeshView mesh(List<MeshObject> others) {
    return new MeshView(
        "shop", MeshSpec.EMPTY, List.of(), List.of(), List.of(), others, new TreeMap<>(), Set.of());
  }

  private static Secret secret(Resource resource) throws InvalidProtocolBufferException {
    return Secret.parseFrom(resource.body().getValue());
  }

  private static X509Certificate certificate(byte[] pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static SigningAuthority authority() {
    var issuer = new MeshAuthorityIssuer(Clock.systemUTC(), RANDOM);
    CertificateAuthority authority =
        issuer.forMesh(
            "shop",
            issuer.newKeyPem(MeshAuthorityIssuer.DEFAULT_BITS),
            MeshAuthorityIssuer.DEFAULT_LIFETIME);
    return SigningAuthority.ofPem(authority.certificatePem(), authority.keyPem());
  }
}
