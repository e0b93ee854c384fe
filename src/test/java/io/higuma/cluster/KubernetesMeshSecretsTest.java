package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KubernetesMeshSecretsTest {
  @Test
  void anEmptyLabelCountsAsNone() {
    assertThat(KubernetesMeshSecrets.mesh(labelled(Map.of("kuma.io/mesh", "red"))))
        .isEqualTo("red");
    assertThat(KubernetesMeshSecrets.mesh(labelled(Map.of("kuma.io/mesh", ""))))
        .isEqualTo("default");
    assertThat(KubernetesMeshSecrets.mesh(labelled(Map.of()))).isEqualTo("default");
    assertThat(KubernetesMeshSecrets.mesh(labelled(null))).isEqualTo("default");
  }

  private static Secret labelled(@Nullable Map<String, String> labels) {
    return new SecretBuilder().withNewMetadata().withLabels(labels).endMetadata().build();
  }
}
