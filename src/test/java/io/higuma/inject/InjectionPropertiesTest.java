package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.higuma.inject.InjectionDecision.Inject;
import io.higuma.inject.InjectionDecision.Skip;
import io.higuma.workload.ForAll;
import io.higuma.workload.SampleCluster;
import io.higuma.workload.SamplePod;
import io.higuma.workload.UserPart;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pod, whatever the settings. */
class InjectionPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each pod meets one setting of so many. */
  private static final int SPREAD = 3;

  private static final List<SamplePod> PODS = SamplePod.allHalfOfTheFuture(SamplePod.GENERATED);

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.higuma.inject.InjectorVariant#all")
  void injectionAddsItsOwnAndLeavesTheUsers(InjectorVariant variant) {
    Injector injector = variant.injector();
    ForAll.assertHolds(
        SamplePod.part(PODS, SPREAD, variant.number()),
        pod -> {
          if (SamplePod.staysPlain(pod)) {
            assertLeftAlone(injector, pod);
          } else {
            assertInjected(injector, pod);
            assertLateContainersAreAsGood(injector, pod);
          }
        });
  }

  private static void assertLeftAlone(Injector injector, ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod.deepCopy());
    assertThat(injector.inject(draft, SampleCluster.NAMESPACE))
        .as("decision")
        .isInstanceOf(Skip.class);
    assertThat(draft.pod()).as("a pod that is left alone").isEqualTo(pod);
    assertThat(draft.patch()).as("a pod that is left alone").isEmpty();
  }

  private static void assertInjected(Injector injector, ObjectNode pod) {
    PodDraft draft = injected(injector, pod);
    JsonNode stored = JsonPatch.apply(JSON.valueToTree(draft.patch()), pod);
    assertThat(stored).as("the patch leads to the draft").isEqualTo(draft.pod());
    UserPart.assertKept(pod, draft.pod());
    assertThat(text(injected(injector, pod)))
        .as("the same pod gives the same bytes")
        .isEqualTo(text(draft));
    PodDraft again = PodDraft.of(stored.deepCopy());
    assertThat(injector.inject(again, SampleCluster.NAMESPACE))
        .as("second decision")
        .isEqualTo(new Skip(SkipReason.ALREADY_INJECTED));
    assertThat(again.patch()).as("second patch").isEmpty();
  }

  /** Another webhook adds the last container, after the sidecar. */
  private static void assertLateContainersAreAsGood(Injector injector, ObjectNode pod) {
    ObjectNode early = pod.deepCopy();
    if (!(early.at("/spec/containers") instanceof ArrayNode containers) || containers.size() < 2) {
      return;
    }
    JsonNode late = containers.remove(containers.size() - 1);
    ObjectNode stored = injected(injector, early).pod();
    stored.withArray("/spec/containers").add(late);
    PodDraft amended = PodDraft.of(stored.deepCopy());
    injector.inject(amended, SampleCluster.NAMESPACE);
    UserPart.assertKept(pod, amended.pod());
    assertThat(JsonPatch.apply(JSON.valueToTree(amended.patch()), stored))
        .as("the patch leads to the amended draft")
        .isEqualTo(amended.pod());
  }

  private static PodDraft injected(Injector injector, ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod.deepCopy());
    assertThat(injector.inject(draft, SampleCluster.NAMESPACE))
        .as("decision")
        .isInstanceOf(Inject.class);
    return draft;
  }

  private static String text(PodDraft draft) {
    try {
      return JSON.writeValueAsString(draft.patch());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
