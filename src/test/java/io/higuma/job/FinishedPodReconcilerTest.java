package io.higuma.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.RecordedEvents;
import io.higuma.job.EnvoyAdmin.NotReachedException;
import io.higuma.service.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FinishedPodReconcilerTest {
  private static final ObjectKey KEY = new ObjectKey("shop", "report");

  private final List<String> calls = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final RecordedEvents events = new RecordedEvents();
  private Optional<Pod> pod = Optional.of(FinishedPodTest.pod("Never", "0", "0", "running"));
  private Envoys envoys = Envoys.UP;

  private enum Envoys {
    UP,
    DOWN
  }

  private final FinishedPodReconciler reconciler =
      new FinishedPodReconciler(
          key -> pod,
          (address, port) -> {
            calls.add(address + ":" + port);
            if (envoys == Envoys.DOWN) {
              throw new NotReachedException("nobody there");
            }
          },
          9901,
          events,
          new FinishedPodReconciler.Results() {
            @Override
            public void accepted() {
              results.add("accepted");
            }

            @Override
            public void failed() {
              results.add("failed");
            }
          });

  @Test
  void asksTheSidecarToEnd() {
    reconciler.reconcile(KEY);
    assertThat(calls).containsExactly("10.4.0.9:9901");
    assertThat(results).containsExactly("accepted");
    assertThat(events.texts()).isEmpty();
  }

  @Test
  void usesThePodsOwnPort() {
    pod =
        pod.map(one ->
            one.edit()
                .editMetadata()
                .withAnnotations(Map.of("kuma.io/envoy-admin-port", "9905"))
                .endMetadata()
                .build());
    reconciler.reconcile(KEY);
    assertThat(calls).containsExactly("10.4.0.9:9905");
  }

  @Test
  void leavesOthersAlone() {
    pod = Optional.of(FinishedPodTest.pod("Never", "running", "0", "running"));
    reconciler.reconcile(KEY);
    pod = Optional.empty();
    reconciler.reconcile(KEY);
    assertThat(calls).isEmpty();
  }

  @Test
  void tellsTheUserAndGivesUpInTheEnd() {
    envoys = Envoys.DOWN;
    for (int i = 1; i < 10; i++) {
      assertThatThrownBy(() -> reconciler.reconcile(KEY)).isInstanceOf(NotReachedException.class);
      assertThat(events.texts()).hasSize(i < 4 ? 0 : 1);
    }
    reconciler.reconcile(KEY); // Not thrown: not tried again.
    assertThat(results).hasSize(10).containsOnly("failed");
    assertThat(events.texts())
        .singleElement()
        .asString()
        .startsWith(
            "Warning SidecarNotEnded report: The work of the pod is done, and its sidecar could not"
                + " be asked to end: nobody there. ");
    // News of the pod begin anew.
    assertThatThrownBy(() -> reconciler.reconcile(KEY)).isInstanceOf(NotReachedException.class);
  }

  @Test
  void forgetsTriesOfAPodThatHasEnded() {
    envoys = Envoys.DOWN;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> reconciler.reconcile(KEY)).isInstanceOf(NotReachedException.class);
    }
    Optional<Pod> held = pod;
    pod = Optional.of(FinishedPodTest.pod("Never", "0", "0", "0"));
    reconciler.reconcile(KEY);
    pod = held;
    assertThatThrownBy(() -> reconciler.reconcile(KEY)).isInstanceOf(NotReachedException.class);
    assertThat(events.texts()).isEmpty();
  }
}
