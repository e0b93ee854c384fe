package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class OwnerReadsTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @Test
  void readsOnceWhatIsThere() {
    replicaSet("web-1");
    var reads = new OwnerReads(client);
    assertThat(reads.replicaSet("shop", "web-1")).isPresent();
    int requests = server.getRequestCount();
    assertThat(reads.replicaSet("shop", "web-1")).isPresent();
    assertThat(server.getRequestCount()).isEqualTo(requests);
  }

  @Test
  void looksAgainForWhatWasNotThere() {
    var reads = new OwnerReads(client);
    assertThat(reads.replicaSet("shop", "web-1")).isEmpty();
    replicaSet("web-1");
    assertThat(reads.replicaSet("shop", "web-1")).isPresent();
  }

  @Test
  void kindsAndNamespacesAreApart() {
    replicaSet("one");
    client
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName("one")
                .withNamespace("shop")
                .endMetadata()
                .build())
        .create();
    var reads = new OwnerReads(client);
    assertThat(reads.replicaSet("shop", "one")).isPresent();
    assertThat(reads.job("shop", "one")).isPresent();
    assertThat(reads.job("other", "one")).isEmpty();
    assertThat(reads.replicaSet("other", "one")).isEmpty();
  }

  @Test
  void aFailureIsNotTakenForAbsence() {
    server
        .expect()
        .get()
        .withPath("/apis/apps/v1/namespaces/shop/replicasets/web-1")
        .andReturn(403, "{}")
        .once();
    var reads = new OwnerReads(client);
    assertThatThrownBy(() -> reads.replicaSet("shop", "web-1"))
        .isInstanceOf(KubernetesClientException.class);
  }

  private void replicaSet(String name) {
    client
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("shop")
                .endMetadata()
                .build())
        .create();
  }
}
