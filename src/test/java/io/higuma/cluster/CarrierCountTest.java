package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.higuma.certs.AuthorityFingerprints;
import io.higuma.certs.CarriedAuthorities;
import io.higuma.certs.MeshAuthorityIssuer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarrierCountTest {
  private final String old = pem();
  private final String fresh = pem();
  private final String oldName = AuthorityFingerprints.ofPem(old).getFirst();
  private final String freshName = AuthorityFingerprints.ofPem(fresh).getFirst();

  @Test
  void ofAnEnvironmentThatNamesAloneAreKept() {
    // When
    Pod cached = Pruning.pod(pod("a", fresh + old));
    // Then
    assertThat(CarrierCount.carriedBy(cached)).containsExactly(freshName, oldName);
    assertThat(cached.getSpec().getContainers().getFirst().getEnv().toString())
        .doesNotContain("BEGIN CERTIFICATE")
        .doesNotContain("OTHER");
    assertThat(cached.getSpec().getContainers().getLast().getEnv()).isEmpty();
  }

  @Test
  void podsThatComeChangeAndGoAreCounted() {
    // Given
    var count = new CarrierCount();
    Pod first = Pruning.pod(pod("a", old));
    Pod second = Pruning.pod(pod("b", fresh + old));
    // When
    count.onAdd(first);
    count.onAdd(second);
    count.onAdd(Pruning.pod(pod("c", "no certificate")));
    // Then
    assertThat(count.now())
        .isEqualTo(
            new CarriedAuthorities(Map.of(List.of(oldName), 1, List.of(freshName, oldName), 1)));
    assertThat(count.now().byNewest(List.of(freshName, oldName)))
        .isEqualTo(Map.of(freshName, 1, oldName, 1, CarriedAuthorities.OTHER, 0));
    assertThat(count.now().byNewest(List.of(freshName)))
        .isEqualTo(Map.of(freshName, 1, CarriedAuthorities.OTHER, 1));
    // When
    Pod ended = new PodBuilder(first).withNewStatus().withPhase("Succeeded").endStatus().build();
    count.onUpdate(first, ended);
    count.onDelete(ended, false);
    count.onDelete(second, true);
    // Then
    assertThat(count.now().pods()).isEmpty();
  }

  private static Pod pod(String name, String certificates) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewInitContainer()
        .withName("init")
        .endInitContainer()
        .addNewContainer()
        .withName("kuma-sidecar")
        .addNewEnv()
        .withName("OTHER")
        .withValue("x")
        .endEnv()
        .addNewEnv()
        .withName("KUMA_CONTROL_PLANE_CA_CERT")
        .withValue(certificates)
        .endEnv()
        .endContainer()
        .addNewContainer()
        .withName("web")
        .endContainer()
        .endSpec()
        .build();
  }

  private static String pem() {
    return new MeshAuthorityIssuer(InstantSource.system(), new SecureRandom())
        .forEnvoyAdmin()
        .certificatePem();
  }
}
