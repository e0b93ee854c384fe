package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class DefaultMeshTest {
  private static final String PATH = "/apis/kuma.io/v1alpha1/meshes";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @Test
  void isMadeEmpty() {
    new DefaultMesh(client).ensure();
    await().until(() -> mesh().get() != null);
    assertThat(mesh().require().getSpec()).isEqualTo(MeshSpec.EMPTY);
  }

  @Test
  void theUsersOwnStaysAsItIs() throws Exception {
    var own = new Mesh();
    own.setMetadata(new ObjectMetaBuilder().withName("default").addToLabels("l", "1").build());
    String version = client.resource(own).create().getMetadata().getResourceVersion();
    new DefaultMesh(client).ensure();
    Thread.sleep(300);
    assertThat(mesh().require().getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void somebodyElseMayMakeItFirst() throws Exception {
    server.expect().get().withPath(PATH + "/default").andReturn(404, "{}").once();
    server.expect().post().withPath(PATH).andReturn(409, "{}").once();
    new DefaultMesh(client).ensure();
    Thread.sleep(500);
    assertThat(mesh().get()).isNull();
  }

  @Test
  void isTriedAgainAfterAFailure() {
    server.expect().post().withPath(PATH).andReturn(403, "{}").once();
    new DefaultMesh(client).ensure();
    await().atMost(Duration.ofSeconds(15)).until(() -> mesh().get() != null);
  }

  private Resource<Mesh> mesh() {
    return client.resources(Mesh.class).withName("default");
  }
}
