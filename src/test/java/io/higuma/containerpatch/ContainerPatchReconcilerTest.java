package io.higuma.containerpatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.Untouched;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchSpec;
import io.higuma.api.v1alpha1.ContainerPatchSpec.Operation;
import io.higuma.api.v1alpha1.ContainerPatchStatus.UsedBy;
import io.higuma.leader.Leadership;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerPatchReconcilerTest {
  private final ContainerPatchReconciler reconciler =
      new ContainerPatchReconciler(
          Leadership.ALONE,
          new PatchStatusPlanner(
              () -> Instant.parse("2026-05-01T08:00:00Z"),
              "kuma-system",
              new ForbiddenPaths(List.of()),
              () -> DefaultContainers.UNKNOWN),
          new OneUser());

  @Test
  void writesTheStatusAndNothingElse() {
    ContainerPatch patch = patch();
    UpdateControl<ContainerPatch> control = reconciler.reconcile(patch, Untouched.context());
    assertThat(control.isPatchStatus()).isTrue();
    assertThat(control.isPatchResource()).isFalse();
    ContainerPatch written = control.getResource().orElseThrow();
    assertThat(written.getMetadata())
        .isEqualTo(new ObjectMetaBuilder().withName("p").withNamespace("kuma-system").build());
    assertThat(written.getSpec()).isEqualTo(ContainerPatchSpec.EMPTY);
    assertThat(written.getStatus().usedBy()).isEqualTo(new UsedBy(1, List.of("user/of-p")));
  }

  @Test
  void restsWhenTheStatusIsRight() {
    ContainerPatch patch = patch();
    patch.setStatus(
        reconciler.reconcile(patch, Untouched.context()).getResource().orElseThrow().getStatus());
    assertThat(reconciler.reconcile(patch, Untouched.context()).isNoUpdate()).isTrue();
  }

  private static ContainerPatch patch() {
    var patch = new ContainerPatch();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName("p")
            .withNamespace("kuma-system")
            .withGeneration(1L)
            .withResourceVersion("7")
            .addToLabels("users", "own")
            .build());
    patch.setSpec(
        new ContainerPatchSpec(List.of(), List.of(new Operation(null, "remove", "/a", null))));
    return patch;
  }

  private static final class OneUser implements ContainerPatchReconciler.Users {
    @Override
    public boolean isComplete() {
      return true;
    }

    @Override
    public PatchUsage of(String namespace, String patch) {
      return new PatchUsage(List.of("user/of-" + patch));
    }

    @Override
    public List<EventSource<?, ContainerPatch>> triggers() {
      return List.of();
    }
  }
}
