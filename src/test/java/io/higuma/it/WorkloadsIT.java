package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.InjectorVariant;
import io.higuma.inject.PodDraft;
import io.higuma.it.PodDryRun.Answer;
import io.higuma.workload.ForAll;
import io.higuma.workload.Obstacle;
import io.higuma.workload.SampleCluster;
import io.higuma.workload.SamplePod;
import io.higuma.workload.UserPart;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many kinds of pods on a real API server: what it accepts of a user it accepts with a sidecar, and
 * nothing of the user's is lost. Nothing is stored.
 */
@ExtendWith(LocalCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadsIT {
  /** It would have the pod injected where no other is. */
  private static final String ASKING = "kuma.io/sidecar-injection";

  private static final List<SamplePod> PODS =
      SamplePod.all(SamplePod.GENERATED).stream().map(WorkloadsIT::withoutAsking).toList();

  private final Cluster cluster;
  private final TestNamespace plainNamespace;
  private final TestNamespace injectedNamespace;
  private final PodDryRun plain;
  private final PodDryRun injected;

  WorkloadsIT(Cluster cluster) {
    this.cluster = cluster;
    plainNamespace = TestNamespace.of(cluster, WorkloadsIT.class);
    injectedNamespace = TestNamespace.of(cluster, WorkloadsIT.class);
    plain = new PodDryRun(cluster.client(), plainNamespace.name());
    injected = new PodDryRun(cluster.client(), injectedNamespace.name());
  }

  @BeforeAll
  void makeWhatPodsReferTo() {
    String account = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: worker}}";
    plainNamespace.labelled(Map.of()).apply(account);
    injectedNamespace.enabled().apply(account);
    cluster.kubectl(meshesAndPatches(), "apply", "-f", "-").orThrow();
    ObjectNode pod =
        new ObjectMapper()
            .valueToTree(
                Pods.annotated("web", Map.of("kuma.io/container-patches", "traced,tuned")));
    await().until(() -> injected.create(pod) instanceof Answer.Stored);
  }

  @AfterAll
  void remove() {
    plainNamespace.close();
    injectedNamespace.close();
    cluster.kubectl(meshesAndPatches(), "delete", "--wait=false", "-f", "-");
  }

  @Test
  void whatIsAcceptedIsAcceptedWithASidecar() {
    ForAll.assertHolds(
        PODS,
        pod -> {
          ObjectNode before = PodDryRun.comparable(stored("without a sidecar", plain, pod));
          ObjectNode after = stored("with a sidecar", injected, pod);
          if (SamplePod.staysPlain(pod)) {
            assertThat(PodDryRun.comparable(after)).as("a pod left alone").isEqualTo(before);
          } else {
            UserPart.assertKept(before, PodDryRun.comparable(after));
          }
          assertThat(stored("created again", injected, after))
              .as("what changes when it is created again")
              .isEqualTo(after);
        });
  }

  @Test
  void whatOtherSettingsMakeOfPodsIsAccepted() {
    List<InjectorVariant> variants = InjectorVariant.all();
    for (InjectorVariant variant : variants) {
      Injector injector = variant.injector();
      ForAll.assertHolds(
          SamplePod.part(PODS, variants.size(), variant.number()),
          pod -> {
            PodDraft draft = PodDraft.of(stored("without a sidecar", plain, pod));
            assertThat(injector.inject(draft, SampleCluster.NAMESPACE))
                .as("decision")
                .isNotInstanceOf(InjectionDecision.Reject.class);
            stored("with a sidecar", plain, draft.pod());
          });
    }
  }

  @Test
  void whatStandsInTheWayIsNamed() {
    List<Obstacle> obstacles = Obstacle.all();
    for (int i = 0; i < obstacles.size(); i++) {
      Obstacle obstacle = obstacles.get(i);
      ForAll.assertHolds(
          SamplePod.part(PODS, obstacles.size() * 5, i).stream()
              .filter(sample -> !SamplePod.staysPlain(sample.pod()))
              .toList(),
          pod -> {
            ObjectNode blocked = obstacle.in(pod);
            stored("without a sidecar", plain, blocked);
            assertThat(injected.create(blocked))
                .as("refused for " + obstacle)
                .isInstanceOfSatisfying(
                    Answer.Refused.class,
                    refused -> {
                      assertThat(refused.code()).isEqualTo(403);
                      assertThat(refused.message())
                          .contains("can't get its sidecar: ", obstacle.words());
                    });
          });
    }
  }

  private static ObjectNode stored(String what, PodDryRun namespace, ObjectNode pod) {
    return switch (namespace.create(pod)) {
      case Answer.Stored(var stored) -> stored;
      case Answer.Refused(var code, var fields, var message) ->
          throw new AssertionError("%s refused (%d) %s%n%s".formatted(what, code, fields, message));
    };
  }

  private static SamplePod withoutAsking(SamplePod sample) {
    ObjectNode pod = sample.pod();
    if (pod.at("/metadata/annotations") instanceof ObjectNode annotations) {
      annotations.remove(ASKING);
    }
    return new SamplePod(sample.name(), pod);
  }

  private static String meshesAndPatches() {
    ObjectNode list =
        new ObjectMapper().createObjectNode().put("apiVersion", "v1").put("kind", "List");
    list.putArray("items")
        .addAll(
            SampleCluster.objects().stream()
                .filter(object -> object.path("apiVersion").asText().equals("kuma.io/v1alpha1"))
                .filter(object -> !object.at("/metadata/name").asText().equals("default"))
                .toList());
    return list.toString();
  }
}
