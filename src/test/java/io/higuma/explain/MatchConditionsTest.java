package io.higuma.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.inject.PodDraft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchConditionsTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Or every explanation on a real cluster would say that it does not know. */
  @Test
  void thoseOfTheManifestsAreKnown() throws IOException {
    JsonNode conditions = conditions();
    assertThat(conditions).hasSize(2);
    assertThat(MatchConditions.of(conditions, pod(null, "enabled")))
        .isEqualTo(new MatchConditions.Result(List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    // label, annotation, conditions that are not met
    ",enabled,[]",
    ",maybe,[]",
    ",disabled,[annotation-asks]",
    ",no,[annotation-asks]",
    ",,[annotation-asks]",
    "enabled,enabled,[no-label]",
    "disabled,,'[annotation-asks, no-label]'",
  })
  void thoseOfTheManifestsAreEvaluated(
      @Nullable String label, @Nullable String annotation, String unmet) throws IOException {
    assertThat(MatchConditions.of(conditions(), pod(label, annotation)).unmet()).hasToString(unmet);
  }

  @Test
  void othersAreNotEvaluated() throws IOException {
    JsonNode conditions = YAML.readTree("[{name: odd, expression: 'true'}]");
    MatchConditions.Result result = MatchConditions.of(conditions, pod(null, null));
    assertThat(result.unknown()).containsExactly("odd");
    assertThat(result.unmet()).isEmpty();
  }

  private static JsonNode conditions() throws IOException {
    JsonNode webhooks =
        YAML.readTree(Path.of("deploy", "webhook", "05-webhooks.yaml").toFile()).path("webhooks");
    return webhooks
        .valueStream()
        .map(webhook -> webhook.path("matchConditions"))
        .filter(conditions -> !conditions.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static PodDraft pod(@Nullable String label, @Nullable String annotation) {
    ObjectNode pod = YAML.createObjectNode();
    if (label != null) {
      pod.withObject("/metadata/labels").put("kuma.io/sidecar-injection", label);
    }
    if (annotation != null) {
      pod.withObject("/metadata/annotations").put("kuma.io/sidecar-injection", annotation);
    }
    return PodDraft.of(pod);
  }
}
