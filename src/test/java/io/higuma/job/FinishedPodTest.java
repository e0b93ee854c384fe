package io.higuma.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinishedPodTest {
  @ParameterizedTest(name = "{0}, app {1}, other {2}, sidecar {3}")
  @CsvSource({
    "Never, 0, 0, running, true",
    "Never, 0, 1, running, true",
    "OnFailure, 0, 0, running, true",
    "OnFailure, 0, 1, running, false",
    "Always, 0, 0, running, false",
    "Never, 0, running, running, false",
    "Never, 0, waiting, running, false",
    "Never, 0, none, running, false",
    "Never, 0, 0, 0, false",
    "Never, 0, 0, 137, false",
    "Never, 0, 0, none, false",
    "Never, 0, 0, waiting, true",
  })
  void isHeldBySidecar(String policy, String app, String other, String sidecar, boolean expected) {
    assertThat(FinishedPod.isHeldBySidecar(pod(policy, app, other, sidecar))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"going", "native", "without-address", "without-status", "alone"})
  void isLeftToTheKubelet(String variant) {
    var pod = pod("Never", "0", "0", "running").edit();
    Pod odd =
        switch (variant) {
          case "going" ->
              pod.editMetadata()
                  .withDeletionTimestamp("2024-05-01T10:00:00Z")
                  .endMetadata()
                  .build();
          case "without-address" -> pod.editStatus().withPodIP(null).endStatus().build();
          case "without-status" -> pod.withStatus(null).build();
          case "alone" ->
              pod.editSpec()
                  .removeMatchingFromContainers(one -> !one.getName().equals("kuma-sidecar"))
                  .endSpec()
                  .build();
          default ->
              pod.editSpec()
                  .removeMatchingFromContainers(one -> one.getName().equals("kuma-sidecar"))
                  .addNewInitContainer()
                  .withName("kuma-sidecar")
                  .withRestartPolicy("Always")
                  .endInitContainer()
                  .endSpec()
                  .build();
        };
    assertThat(FinishedPod.isHeldBySidecar(odd)).isFalse();
  }

  static Pod pod(String policy, String app, String other, String sidecar) {
    var builder =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("report")
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy(policy)
            .addNewContainer()
            .withName("app")
            .endContainer()
            .addNewContainer()
            .withName("kuma-sidecar")
            .endContainer()
            .addNewContainer()
            .withName("other")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .withPodIP("10.4.0.9")
            .endStatus();
    state(builder, "app", app);
    state(builder, "kuma-sidecar", sidecar);
    state(builder, "other", other);
    return builder.build();
  }

  private static void state(PodBuilder pod, String container, String state) {
    if (state.equals("none")) {
      return;
    }
    var status = pod.editStatus().addNewContainerStatus().withName(container).withNewState();
    switch (state) {
      case "running" -> status.withNewRunning().endRunning();
      case "waiting" -> status.withNewWaiting().endWaiting();
      default -> status.withNewTerminated().withExitCode(Integer.valueOf(state)).endTerminated();
    }
    status.endState().endContainerStatus().endStatus();
  }
}
