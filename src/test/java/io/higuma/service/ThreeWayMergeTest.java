package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreeWayMergeTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                      | {a: 1}                  | {b: 2}                           | {b: 2, a: 1}
          {a: 1}                  | {}                      | {a: 1, b: 2}                     | {b: 2}
          {a: 1}                  | {a: 1}                  | {a: 3}                           | {a: 1}
          {a: {x: 1}}             | {}                      | {a: {x: 1, y: 2}}                | {a: {y: 2}}
          {a: {x: 1}}             | {}                      | {a: {x: 1}}                      | {}
          {a: {x: 1}}             | {}                      | {a: 1}                           | {}
          {a: 1}                  | {a: {x: 1}}             | {a: 1}                           | {a: {x: 1}}
          {l: [1, 2]}             | {l: [2]}                | {l: [1, 2, 3]}                   | {l: [2]}
          {env: [{name: a}]}      | {env: [{name: b}]}      | {env: [{name: c}, {name: a}]}    | {env: [{name: c}, {name: b}]}
          {env: [{name: a}]}      | {}                      | {env: [{name: a}, {name: c}]}    | {env: [{name: c}]}
          {env: [{name: a}]}      | {}                      | {env: [{name: a}]}               | {}
          {env: [{name: a, v: 1}]} | {env: [{name: a}]}     | {env: [{name: a, v: 1, w: 2}]}   | {env: [{name: a, w: 2}]}
          {}                      | {ports: [{port: 1}]}    | {ports: [{port: 1, t: 1}, {port: 2}]} | {ports: [{port: 1, t: 1}]}
          """)
  void keepsWhatOthersHave(String last, String wanted, String stored, String merged)
      throws JsonProcessingException {
    ObjectNode before = read(stored);
    assertThat(ThreeWayMerge.of(read(last), read(wanted), before)).isEqualTo(read(merged));
    assertThat(before).isEqualTo(read(stored));
  }

  private static ObjectNode read(String yaml) throws JsonProcessingException {
    return YAML.readValue(yaml, ObjectNode.class);
  }
}
