package io.higuma.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
  private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|",
        "{matchLabels: {app: web}}|",
        "{matchLabels: {app: db}}|app is not db",
        "{matchLabels: {zone: a}}|zone is not a",
        "{matchExpressions: [{key: app, operator: In, values: [web, db]}]}|",
        "{matchExpressions: [{key: app, operator: In, values: [db]}]}|app is not one of db",
        "{matchExpressions: [{key: zone, operator: In, values: [a]}]}|zone is not one of a",
        "{matchExpressions: [{key: app, operator: NotIn, values: [web, db]}]}|app is one of web, db",
        "{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}|",
        "{matchExpressions: [{key: tier, operator: Exists}]}|",
        "{matchExpressions: [{key: zone, operator: Exists}]}|zone is not set",
        "{matchExpressions: [{key: zone, operator: DoesNotExist}]}|",
        "{matchExpressions: [{key: app, operator: DoesNotExist}]}|app is set",
        "{matchExpressions: [{key: app, operator: Near}]}|the operator of app is not known",
        "{matchLabels: {app: web}, matchExpressions: [{key: zone, operator: Exists}]}|zone is not set",
      })
  void saysWhichRequirementIsNotMet(String selector, @Nullable String unmet)
      throws JsonProcessingException {
    assertThat(selector(selector).unmet(LABELS).orElse(null)).isEqualTo(unmet);
  }

  @Test
  void aMissingSelectorSelectsEverything() {
    assertThat(new LabelSelector(MissingNode.getInstance()).unmet(LABELS)).isEmpty();
  }

  @Test
  void becomesAQuery() throws JsonProcessingException {
    assertThat(
            selector(
                    "{matchLabels: {app: web}, matchExpressions: [{key: a, operator: In, values: [x, y]},"
                        + " {key: b, operator: NotIn, values: [z]}, {key: c, operator: Exists}, {key: d, operator:"
                        + " DoesNotExist}]}")
                .query())
        .isEqualTo("app=web,a in (x,y),b notin (z),c,!d");
  }

  private static LabelSelector selector(String yaml) throws JsonProcessingException {
    return new LabelSelector(new YAMLMapper().readTree(yaml));
  }
}
