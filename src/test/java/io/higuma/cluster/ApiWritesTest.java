package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.resource.ResourceKind;
import io.higuma.service.Writes.Outcome;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ApiWritesTest {
  private static final String PATH = "/apis/kuma.io/v1alpha1/namespaces/shop/workloads";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @Test
  void writesWhatHasNoClass() throws Exception {
    var writes = new ApiWrites(client);
    JsonNode patch = new ObjectMapper().readTree("{\"metadata\": {\"labels\": {\"team\": \"a\"}}}");
    assertThat(writes.create(workload())).isEqualTo(Outcome.DONE);
    assertThat(writes.patch(workload(), patch)).isEqualTo(Outcome.DONE);
    assertThat(
            client
                .genericKubernetesResources(Informers.definition(ResourceKind.WORKLOAD))
                .inNamespace("shop")
                .withName("web")
                .require()
                .getMetadata()
                .getLabels())
        .containsEntry("team", "a");
    assertThat(writes.delete(workload())).isEqualTo(Outcome.DONE);
  }

  @Test
  void whatIsBehindIsNoFailure() {
    assertThat(answered(409, "AlreadyExists", "")).isEqualTo(Outcome.OUTDATED);
    assertThat(answered(404, "NotFound", "")).isEqualTo(Outcome.OUTDATED);
    assertThat(answered(403, "Forbidden", "NamespaceTerminating")).isEqualTo(Outcome.OUTDATED);
  }

  @Test
  void otherRefusalsAreFailures() {
    assertThatThrownBy(() -> answered(403, "Forbidden", "Other"))
        .isInstanceOf(KubernetesClientException.class);
    assertThatThrownBy(() -> answered(422, "Invalid", ""))
        .isInstanceOf(KubernetesClientException.class);
  }

  private Outcome answered(int code, String reason, String cause) {
    var status = new StatusBuilder().withCode(code).withReason(reason);
    if (!cause.isEmpty()) {
      status = status.withNewDetails().addNewCause("", "", cause).endDetails();
    }
    server.expect().post().withPath(PATH).andReturn(code, status.build()).once();
    return new ApiWrites(client).create(workload());
  }

  private static GenericKubernetesResource workload() {
    var workload = new GenericKubernetesResource();
    workload.setApiVersion("kuma.io/v1alpha1");
    workload.setKind("Workload");
    workload.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName("web").build());
    return workload;
  }
}
