package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.higuma.certs.AdminListener;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sidecar of a pod that has done its work. */
@ExtendWith(LocalCluster.class)
class FinishedPodIT {
  @Test
  void isAskedToEnd(Cluster cluster, TestNamespace namespace) throws Exception {
    namespace.labelled(Map.of()); // The pod brings a sidecar, as an ordinary container.
    String authority =
        cluster
            .client()
            .secrets()
            .inNamespace("kuma-system")
            .withName("envoy-admin-ca")
            .require()
            .getData()
            .get("value");
    String pem = new String(Base64.getDecoder().decode(authority), StandardCharsets.UTF_8);
    try (var envoy = new AdminListener(pem, "127.0.0.1", 200)) {
      // Given
      Pod pod =
          Pods.annotated(
                  "report", Map.of("kuma.io/envoy-admin-port", Integer.toString(envoy.port())))
              .edit()
              .editMetadata()
              .addToLabels("kuma.io/mesh", "default")
              .endMetadata()
              .editSpec()
              .withRestartPolicy("Never")
              .addNewContainer()
              .withName("kuma-sidecar")
              .withImage("registry.example/kuma-dp:1")
              .endContainer()
              .endSpec()
              .build();
      namespace.create(pod);
      namespace.awaitReadyPod("report");
      // When
      namespace
          .pod("report")
          .editStatus(found -> {
            found.setStatus(
                new PodStatusBuilder(found.getStatus())
                    .withPodIP("127.0.0.1")
                    .withContainerStatuses()
                    .addNewContainerStatus()
                    .withName("app")
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(1)
                    .endTerminated()
                    .endState()
                    .endContainerStatus()
                    .addNewContainerStatus()
                    .withName("kuma-sidecar")
                    .withNewState()
                    .withNewRunning()
                    .endRunning()
                    .endState()
                    .endContainerStatus()
                    .build());
            return found;
          });
      // Then
      await()
          .untilAsserted(() ->
              assertThat(envoy.requests())
                  .as(() -> namespace.pod("report").require().getStatus().toString())
                  .contains("POST /quitquitquit"));
    }
  }
}
