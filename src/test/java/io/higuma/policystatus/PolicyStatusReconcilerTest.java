package io.higuma.policystatus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.higuma.service.Writes;
import io.higuma.targetref.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyStatusReconcilerTest {
  private static final JsonMapper JSON = new JsonMapper();

  private Instant now = Instant.parse("2026-04-01T08:00:00.7Z");
  private final PolicyTally tally = new PolicyTally();
  private final GenericKubernetesResource stored = new GenericKubernetesResource();
  private Policy policy = policy("{}", Map.of());
  private @Nullable JsonNode patch;
  private final PolicyStatusReconciler reconciler =
      new PolicyStatusReconciler(
          id -> Optional.of(new StatusPolicy(stored, policy)), tally, () -> now, new Kept());

  PolicyStatusReconcilerTest() {
    stored.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("limits")
            .withGeneration(3L)
            .withResourceVersion("17")
            .build());
  }

  @Test
  void saysThatNoProxyIsSelected() throws Exception {
    assertThat(status())
        .isEqualTo(
            JSON.readTree(
                """
                {"conditions": [
                   {"type": "Accepted", "status": "True", "reason": "Accepted",
                    "message": "Proxies are configured by it",
                    "observedGeneration": 3, "lastTransitionTime": "2026-04-01T08:00:00Z"},
                   {"type": "Programmed", "status": "Unknown", "reason": "NoProxies",
                    "message": "It selects no proxy that is connected",
                    "observedGeneration": 3, "lastTransitionTime": "2026-04-01T08:00:00Z"}],
                 "proxies": {"matched": 0, "programmed": 0, "refused": 0, "refusals": null}}
                """));
    assertThat(written().at("/metadata/resourceVersion").asText()).isEqualTo("17");
  }

  @Test
  void saysOnHowManyItIs() {
    tally.put(proxy("a"), programmed());
    tally.put(proxy("b"), new PolicyReport(List.of(), List.of(policy.revision()), List.of()));
    assertThat(programmedCondition()).isEqualTo("False Pending: 1 of 2 proxies have it");
    tally.put(proxy("b"), programmed());
    assertThat(programmedCondition())
        .isEqualTo("True Programmed: All 2 connected proxies that it selects have it");
  }

  @Test
  void saysWhoRefusedItAndWhy() throws Exception {
    tally.put(proxy("a"), programmed());
    tally.put(proxy("b"), refused("no such filter"));
    assertThat(programmedCondition())
        .isEqualTo("False Refused: 1 of 2 proxies refused it, shop/b first: no such filter");
    assertThat(status().at("/proxies"))
        .isEqualTo(
            JSON.readTree(
                """
                {"matched": 2, "programmed": 1, "refused": 1, "refusals": [
                  {"namespace": "shop", "name": "b", "type": "listener", "error": "no such filter"}]}
                """));
  }

  @Test
  void whatIsSaidIsNotWrittenAgain() {
    tally.put(proxy("a"), refused("no such filter"));
    store(status());
    now = now.plusSeconds(60);
    reconciler.reconcile("any");
    assertThat(patch).isNull();
  }

  @Test
  void aTransitionTimeMovesOnlyWithTheStatus() {
    tally.put(proxy("a"), refused("no such filter"));
    store(status());
    now = now.plusSeconds(60);
    tally.put(proxy("b"), programmed());
    assertThat(status().at("/conditions/1/lastTransitionTime").asText())
        .isEqualTo("2026-04-01T08:00:00Z");
    tally.put(proxy("a"), programmed());
    JsonNode mended = status();
    assertThat(mended.at("/conditions/1/lastTransitionTime").asText())
        .isEqualTo("2026-04-01T08:01:00Z");
    assertThat(mended.at("/proxies/refusals").isNull()).as("taken away by the patch").isTrue();
  }

  @Test
  void conditionsOfOthersStay() throws Exception {
    store(
        JSON.readTree(
            """
            {"conditions": [{"type": "BackendsResolved", "status": "True"}, {"type": "Programmed", "status": "True"}]}
            """));
    assertThat(status().path("conditions").findValuesAsText("type"))
        .containsExactly("BackendsResolved", "Accepted", "Programmed");
  }

  @Test
  void saysWhyAPolicyIsForNobody() {
    policy = policy("{}", Map.of("kuma.io/effect", "shadow"));
    assertThat(programmedCondition()).startsWith("Unknown Shadow: ");
    policy = policy("{\"targetRef\": {\"kind\": \"Deployment\"}}", Map.of());
    assertThat(status().at("/conditions/0/reason").asText()).isEqualTo("UnknownTarget");
    assertThat(status().at("/conditions/0/status").asText()).isEqualTo("False");
  }

  private String programmedCondition() {
    JsonNode condition = status().at("/conditions/1");
    return "%s %s: %s"
        .formatted(
            condition.path("status").asText(),
            condition.path("reason").asText(),
            condition.path("message").asText());
  }

  private JsonNode status() {
    reconciler.reconcile("any");
    return written().path("status");
  }

  private JsonNode written() {
    JsonNode last = patch;
    assertThat(last).isNotNull();
    return last == null ? JSON.createObjectNode() : read(last.toString());
  }

  /** As the API server would after that patch. */
  private void store(JsonNode status) {
    ObjectNode kept = status.deepCopy();
    if (kept.at("/proxies/refusals").isNull()) {
      kept.withObject("/proxies").remove("refusals");
    }
    stored.setAdditionalProperty("status", JSON.convertValue(read(kept.toString()), Map.class));
    patch = null;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private PolicyReport programmed() {
    return new PolicyReport(List.of(policy.revision()), List.of(), List.of());
  }

  private PolicyReport refused(String error) {
    return new PolicyReport(
        List.of(),
        List.of(),
        List.of(new PolicyReport.Refused("listener", error, List.of(policy.revision()))));
  }

  private static Policy policy(String spec, Map<String, String> labels) {
    return Policy.of(ResourceKind.MESH_RATE_LIMIT, "default", "limits.shop", labels, read(spec));
  }

  private static ObjectKey proxy(String name) {
    return new ObjectKey("shop", name);
  }

  private final class Kept implements Writes {
    @Override
    public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
      patch = mergePatch;
      return Outcome.DONE;
    }

    @Override
    public Outcome create(HasMetadata object) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outcome patch(HasMetadata object, JsonNode mergePatch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Outcome delete(HasMetadata object) {
      throw new UnsupportedOperationException();
    }
  }
}
