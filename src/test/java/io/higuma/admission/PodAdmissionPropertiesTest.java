package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Injector;
import io.higuma.inject.InjectorVariant;
import io.higuma.inject.PodDraft;
import io.higuma.validation.Violation;
import io.higuma.workload.ForAll;
import io.higuma.workload.Obstacle;
import io.higuma.workload.SampleCluster;
import io.higuma.workload.SamplePod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The answer to the API server says what the injector decided, for every pod. */
class PodAdmissionPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<SamplePod> PODS = SamplePod.allHalfOfTheFuture(SamplePod.GENERATED);

  /** Each pod meets one setting of so many. */
  private static final int SPREAD = 10;

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.higuma.inject.InjectorVariant#all")
  void theAnswerIsTheInjectorsDecision(InjectorVariant variant) {
    Injector injector = variant.injector();
    ForAll.assertHolds(
        SamplePod.part(PODS, SPREAD, variant.number()), pod -> assertConsistent(injector, pod));
  }

  @ParameterizedTest
  @MethodSource("io.higuma.workload.Obstacle#all")
  void whatStandsInTheWayIsNamed(Obstacle obstacle) {
    Injector injector = InjectorVariant.all().getFirst().injector();
    List<SamplePod> pods =
        SamplePod.part(PODS, SPREAD, 0).stream()
            .filter(sample -> !SamplePod.staysPlain(sample.pod()))
            .toList();
    ForAll.assertHolds(
        pods,
        pod -> {
          ObjectNode blocked = obstacle.in(pod);
          JsonNode response = assertConsistent(injector, blocked);
          assertThat(response.path("status").path("code").asInt()).as("code").isEqualTo(403);
          assertThat(response.path("status").path("message").asText())
              .as("refusal")
              .contains(obstacle.words());
        });
  }

  private static JsonNode assertConsistent(Injector injector, ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod.deepCopy());
    InjectionDecision decision = injector.inject(draft, SampleCluster.NAMESPACE);
    JsonNode response = review(injector, pod);
    assertThat(response.path("allowed").asBoolean())
        .as("allowed")
        .isNotEqualTo(decision instanceof InjectionDecision.Reject);
    assertThat(response.has("patch"))
        .as("patched")
        .isEqualTo(decision instanceof InjectionDecision.Inject);
    switch (decision) {
      case InjectionDecision.Inject ignored -> {
        draft.inNamespace(SampleCluster.NAMESPACE);
        assertThat(patch(response)).as("patch").isEqualTo(throughText(draft.patch()));
      }
      case InjectionDecision.Skip(var reason, var notices) ->
          assertThat(response.path("warnings"))
              .as("warnings")
              .hasSize(notices.size() + (reason.isWarning() ? 1 : 0));
      case InjectionDecision.Reject(var reason, var violations) -> {
        assertThat(draft.pod()).as("nothing half done").isEqualTo(pod);
        assertThat(response.path("status").path("message").asText())
            .as("refusal")
            .endsWith(Violation.join(violations));
      }
    }
    return response;
  }

  private static JsonNode review(Injector injector, ObjectNode pod) {
    ObjectNode review = JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1");
    review
        .putObject("request")
        .put("uid", "1")
        .put("namespace", SampleCluster.NAMESPACE)
        .put("operation", "CREATE")
        .set("object", pod);
    try {
      byte[] body = JSON.writeValueAsBytes(review);
      var admission = new PodAdmission(injector, (request, decision) -> {});
      byte[] answer = admission.review(body);
      assertThat(admission.review(body)).as("second answer").isEqualTo(answer);
      return JSON.readTree(answer).path("response");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode patch(JsonNode response) {
    try {
      return JSON.readTree(response.path("patch").binaryValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode throughText(Object value) {
    try {
      return JSON.readTree(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
