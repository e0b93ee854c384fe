package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.validation.FieldPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsPodsTest {
  private static final ObjectMapper YAML = new YAMLMapper();

  @Test
  void anAffinityThatLeavesOnlyWindowsIsASign() throws Exception {
    JsonNode spec =
        spec(
            "{matchExpressions: [{key: disk, operator: Exists}, {key: kubernetes.io/os, operator: In, values: [windows]}]}");
    assertThat(WindowsPods.sign(spec).map(FieldPath::text))
        .contains("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{matchExpressions: [{key: kubernetes.io/os, operator: NotIn, values: [windows]}]}",
        "{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows, linux]}]}",
        "{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [linux]}]}",
        "{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows]}]}, {matchFields: []}",
        "{matchExpressions: 5}",
        "7"
      })
  void oneThatLeavesOthersIsNone(String terms) throws Exception {
    assertThat(WindowsPods.sign(spec(terms))).isEmpty();
  }

  private static JsonNode spec(String terms) throws Exception {
    return YAML.readTree(
        "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [%s]}}}}"
            .formatted(terms));
  }
}
