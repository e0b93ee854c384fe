package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.higuma.api.v1alpha1.ContainerPatch;
import io.higuma.api.v1alpha1.ContainerPatchStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a ContainerPatch does to sidecars, and what its status tells. */
@ExtendWith(LocalCluster.class)
class ContainerPatchIT {
  private static final String MORE_MEMORY =
      "{\"op\":\"replace\",\"path\":\"/resources/limits/memory\",\"value\":\"\\\"1Gi\\\"\"}";
  private static final String MALFORMED =
      "{\"op\":\"replace\",\"path\":\"resources\",\"value\":\"{}\"},"
          + "{\"op\":\"add\",\"path\":\"/args/-\",\"value\":\"--verbose\"}";

  @Test
  void changesTheSidecarsOfPodsThatNameIt(TestNamespace namespace) {
    namespace.enabled();
    try (var patch = Patch.created(namespace.client(), namespace.name(), MORE_MEMORY)) {
      await().until(() -> patch.get().getStatus() != null);
      Pod patched = namespace.dryRun(naming("web", patch));
      assertThat(Pods.container(patched, "kuma-sidecar").getResources().getLimits())
          .containsEntry("memory", new Quantity("1Gi"))
          .containsEntry("cpu", new Quantity("1"));
      Pod other = namespace.dryRun(Pods.plain("other"));
      assertThat(Pods.container(other, "kuma-sidecar").getResources().getLimits())
          .containsEntry("memory", new Quantity("512Mi"));
    }
  }

  @Test
  void statusTellsWhetherItCanBeApplied(TestNamespace namespace) {
    try (var patch = Patch.created(namespace.client(), namespace.name(), MORE_MEMORY)) {
      awaitStatus(
          patch,
          status -> {
            assertThat(valid(status).getStatus()).isEqualTo("True");
            assertThat(status.observedGeneration()).isEqualTo(1);
          });
      String since = valid(status(patch)).getLastTransitionTime();
      // When
      patch.applyUnchecked(MALFORMED);
      // Then
      awaitStatus(
          patch,
          status -> {
            assertThat(valid(status).getStatus()).isEqualTo("False");
            assertThat(valid(status).getReason()).isEqualTo("Malformed");
            assertThat(valid(status).getMessage())
                .contains(
                    "spec.sidecarPatch[0].path",
                    "spec.sidecarPatch[1].value",
                    "begins with a slash");
            assertThat(valid(status).getObservedGeneration()).isEqualTo(2);
            assertThat(status.observedGeneration()).isEqualTo(2);
            assertThat(valid(status).getLastTransitionTime()).isGreaterThanOrEqualTo(since);
          });
      // When
      patch.apply(MORE_MEMORY);
      // Then
      awaitStatus(
          patch,
          status -> {
            assertThat(valid(status).getStatus()).isEqualTo("True");
            assertThat(status.observedGeneration()).isEqualTo(3);
          });
    }
  }

  @Test
  void statusCountsThePodsThatUseIt(TestNamespace namespace) {
    namespace.enabled();
    try (var patch = Patch.created(namespace.client(), namespace.name(), MORE_MEMORY)) {
      awaitUsers(patch);
      namespace.create(naming("b", patch));
      awaitUsers(patch, namespace.name() + "/b");
      namespace.create(naming("a", patch));
      awaitUsers(patch, namespace.name() + "/a", namespace.name() + "/b");
      namespace.pod("b").withGracePeriod(0).delete();
      awaitUsers(patch, namespace.name() + "/a");
    }
  }

  @Test
  void statusNamesAPodThatWouldBeRefusedNow(TestNamespace namespace) {
    namespace.enabled();
    try (var patch = Patch.created(namespace.client(), namespace.name(), MORE_MEMORY)) {
      namespace.create(naming("web", patch));
      awaitUsers(patch, namespace.name() + "/web");
      // When
      patch.applyUnchecked("{\"op\":\"remove\",\"path\":\"/nothing/there\"}");
      // Then
      awaitStatus(
          patch,
          status -> {
            assertThat(status.usedBy())
                .isNotNull()
                .extracting(ContainerPatchStatus.UsedBy::failing)
                .isEqualTo(1);
            assertThat(status.usedBy())
                .asString()
                .contains("pod=" + namespace.name() + "/web", "spec.sidecarPatch[0].path");
            assertThat(status.conditions().getLast().getReason()).isEqualTo("PodsRefused");
          });
      // When
      patch.apply(MORE_MEMORY);
      // Then
      awaitUsers(patch, namespace.name() + "/web");
    }
  }

  @Test
  void statusIsNotWrittenAtRest(TestNamespace namespace) {
    try (var patch = Patch.createdUnchecked(namespace.client(), namespace.name(), MALFORMED)) {
      awaitUsers(patch);
      String version = patch.get().getMetadata().getResourceVersion();
      await()
          .during(Duration.ofSeconds(3))
          .until(() -> patch.get().getMetadata().getResourceVersion().equals(version));
    }
  }

  @Test
  void aListShowsWhatIsWrong(TestNamespace namespace) {
    try (var patch = Patch.createdUnchecked(namespace.client(), namespace.name(), MALFORMED)) {
      awaitUsers(patch);
      assertThat(
              namespace
                  .kubectl("", "-n", "kuma-system", "get", "containerpatch", patch.name())
                  .orThrow())
          .containsPattern("NAME +AGE +VALID +PODS")
          .containsPattern(patch.name() + " +[0-9a-z]+ +False +0\\b");
    }
  }

  @Test
  void apiServerRefusesWhatIsNoPatch(TestNamespace namespace) {
    Map<String, String> refused =
        Map.of(
            "{\"op\": \"test\", \"path\": \"/a\"}", "Unsupported value: \"test\"",
            "{\"path\": \"/a\"}", "spec.sidecarPatch[0].op: Required value",
            "{\"op\": \"remove\"}", "spec.sidecarPatch[0].path: Required value",
            "{\"op\": \"add\", \"path\": \"/a\", \"value\": 1}", "spec.sidecarPatch[0].value",
            "{\"op\": \"add\", \"path\": 7}", "spec.sidecarPatch[0].path: Invalid value",
            "{\"op\": \"remove\", \"path\": \"/a\", \"form\": \"/b\"}",
                "unknown field \"spec.sidecarPatch[0].form\"");
    refused.forEach((operation, message) -> {
      Cluster.Outcome outcome =
          namespace.kubectl(
              """
              {"apiVersion": "kuma.io/v1alpha1", "kind": "ContainerPatch",
               "metadata": {"name": "refused", "namespace": "kuma-system"},
               "spec": {"sidecarPatch": [%s]}}
              """
                  .formatted(operation),
              "-n",
              "kuma-system",
              "create",
              "--dry-run=server",
              "-f",
              "-");
      assertThat(outcome.exitCode()).as(operation).isEqualTo(1);
      assertThat(outcome.output()).contains(message);
    });
  }

  private static Pod naming(String name, Patch patch) {
    return Pods.annotated(name, Map.of("kuma.io/container-patches", patch.name()));
  }

  private static ContainerPatchStatus status(Patch patch) {
    ContainerPatch found = patch.get();
    assertThat(found.getStatus()).isNotNull();
    return found.getStatus();
  }

  private static void awaitStatus(Patch patch, Consumer<ContainerPatchStatus> expectation) {
    await().untilAsserted(() -> expectation.accept(status(patch)));
  }

  private static void awaitUsers(Patch patch, String... pods) {
    awaitStatus(
        patch,
        status ->
            assertThat(status.usedBy())
                .isEqualTo(new ContainerPatchStatus.UsedBy(pods.length, List.of(pods))));
  }

  private static Condition valid(ContainerPatchStatus status) {
    assertThat(status.conditions())
        .extracting(Condition::getType)
        .containsExactly("Valid", "Applicable");
    return status.conditions().getFirst();
  }
}
