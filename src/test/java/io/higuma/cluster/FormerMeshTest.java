package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class FormerMeshTest {
  @Test
  void objectsOfTheMeshAndOfNobodyAreTaken() {
    Secret ours = ownedBy("Mesh", "now");
    Secret users = new SecretBuilder().withNewMetadata().withName("key").endMetadata().build();
    Secret others = ownedBy("Deployment", "before");
    assertThat(FormerMesh.checked(ours, "now")).isSameAs(ours);
    assertThat(FormerMesh.checked(users, "now")).isSameAs(users);
    assertThat(FormerMesh.checked(others, "now")).isSameAs(others);
  }

  @Test
  void whatIsStillToBeCollectedIsWaitedFor() {
    assertThatThrownBy(() -> FormerMesh.checked(ownedBy("Mesh", "before"), "now"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessage(
            "Secret key belongs to a Mesh shop that was deleted, and is still to be collected");
  }

  private static Secret ownedBy(String kind, String uid) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("key")
        .addNewOwnerReference()
        .withKind(kind)
        .withName("shop")
        .withUid(uid)
        .endOwnerReference()
        .endMetadata()
        .build();
  }
}
