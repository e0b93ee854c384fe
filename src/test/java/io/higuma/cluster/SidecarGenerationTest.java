package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.certs.SigningAuthority;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.LargeMesh;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.ResourceType;
import io.higuma.identity.AdminIdentities;
import io.higuma.identity.CertificateNews;
import io.higuma.identity.IdentitySigners;
import io.higuma.identity.IssuedCertificates;
import io.higuma.identity.MeshSigners;
import io.higuma.identity.OutsideSecrets;
import io.higuma.identity.ProxySecrets;
import io.higuma.mesh.AuthorityReader.Enabled;
import io.higuma.mesh.SecretValue;
import io.higuma.service.IdentityAuthorities;
import io.higuma.xds.ProxyId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SidecarGenerationTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CertificateAuthority ADMIN =
      new MeshAuthorityIssuer(Clock.systemUTC(), RANDOM).forEnvoyAdmin();

  private static final SigningAuthority AUTHORITY =
      SigningAuthority.ofPem(ADMIN.certificatePem(), ADMIN.keyPem());

  private final MeshView mesh = LargeMesh.of(2, 2);
  private final ProxyId proxy = new ProxyId("shop", mesh.dataplanes().getFirst().name());
  private Optional<SecretValue> authority =
      Optional.of(new SecretValue(ADMIN.certificatePem() + ADMIN.keyPem()));
  private final WorkloadIssuer issuer = new WorkloadIssuer(Clock.systemUTC(), RANDOM);
  private final SidecarGeneration generation =
      new SidecarGeneration(
          new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects()),
          LargeMesh.SETTINGS,
          new ProxySecrets(
              new MeshSigners(name -> new Enabled.Signs("ca", AUTHORITY, Duration.ofHours(1))),
              new IdentitySigners((mesh, identity, spec) ->
                  new IdentityAuthorities.Reading.Missing("no MeshIdentity is here")),
              new IssuedCertificates(
                  Clock.systemUTC(),
                  RANDOM,
                  issuer::issue,
                  Runnable::run,
                  new CertificateNews(() -> 0)),
              "east"),
          new OutsideSecrets((mesh, source) -> {
            throw new IllegalStateException("nothing outside is asked for");
          }),
          new AdminIdentities(() -> authority, new EnvoyAdminIssuer(Clock.systemUTC(), RANDOM)),
          ProvenPods.NONE);

  @Test
  void aSidecarHasItsConfigurationAndItsSecrets() {
    ProxyConfig config = generation.of(proxy, mesh, LargeMesh.NODE).orElseThrow();
    assertThat(config.of(ResourceType.CLUSTER)).isNotEmpty();
    assertThat(config.of(ResourceType.SECRET)).isNotEmpty();
    assertThat(config.participants())
        .as("its MeshRetry")
        .singleElement()
        .satisfies(one -> assertThat(one.types()).containsExactly(ResourceType.LISTENER));
    ProxyConfig again = generation.of(proxy, mesh, LargeMesh.NODE).orElseThrow();
    assertThat(again).isEqualTo(config);
    assertThat(again.participants()).isSameAs(config.participants());
  }

  @Test
  void whoHasNoDataplaneHasNoConfiguration() {
    assertThat(generation.of(new ProxyId("shop", "nobody"), mesh, LargeMesh.NODE)).isEmpty();
  }

  @Test
  void aProxyThatSaysNonsenseOfItselfHasNone() {
    Struct nonsense =
        Struct.newBuilder()
            .putFields("dataplane.admin.port", Value.newBuilder().setStringValue("9901").build())
            .build();
    NodeMetadata metadata = NodeMetadata.of(nonsense);
    assertThat(generation.of(proxy, mesh, metadata)).as("no port of readiness").isEmpty();
    assertThat(generation.of(proxy, mesh, metadata)).isEmpty();
    generation.forget(proxy);
    assertThat(generation.of(proxy, mesh, LargeMesh.NODE)).isPresent();
  }

  @Test
  void withoutTheAuthorityOfAdminsThereIsNoneYet() {
    authority = Optional.empty();
    assertThatIllegalStateException()
        .isThrownBy(() -> generation.of(proxy, mesh, LargeMesh.NODE))
        .withMessageContaining("envoy-admin-ca");
  }

  @Test
  void whatIsForgottenIsMadeAnew() {
    ProxyConfig config = generation.of(proxy, mesh, LargeMesh.NODE).orElseThrow();
    generation.forget(proxy);
    generation.forget("shop");
    ProxyConfig anew = generation.of(proxy, mesh, LargeMesh.NODE).orElseThrow();
    assertThat(anew.of(ResourceType.CLUSTER).keySet())
        .isEqualTo(config.of(ResourceType.CLUSTER).keySet());
    assertThat(anew.of(ResourceType.SECRET))
        .as("another key")
        .isNotEqualTo(config.of(ResourceType.SECRET));
  }
}
