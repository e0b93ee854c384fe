package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QosClassTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final String GOOD = "{resources: {limits: {cpu: 1, memory: 1Gi}}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        "{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {}}}",
        "{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: null}}}",
        "{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}}}",
        "{resources: {limits: {cpu: 1, memory: 1Gi, other: 1}, requests: {memory: 1Gi}}}"
      })
  void isGuaranteedWhenAllContainersAre(String container) throws IOException {
    assertThat(isGuaranteed("{containers: [%s, %s]}", container)).isTrue();
    assertThat(isGuaranteed("{containers: [%s], initContainers: [%s]}", container)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{resources: {limits: {cpu: 1}}}",
        "{resources: {limits: {memory: 1Gi}}}",
        "{resources: {limits: {cpu: 0, memory: 1Gi}}}",
        "{resources: {limits: {cpu: many, memory: 1Gi}}}",
        "{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 999m}}}",
        "{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {memory: 0}}}",
        "{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {memory: few}}}",
        "{resources: {limits: {cpu: 1, memory: [1]}}}",
        "{resources: 1}"
      })
  void isNotGuaranteedWhenOneContainerIsNot(String container) throws IOException {
    assertThat(isGuaranteed("{containers: [%s, %s]}", container)).isFalse();
    assertThat(isGuaranteed("{containers: [%s], initContainers: [%s]}", container)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{limits: {cpu: 1, memory: 1Gi}}"})
  void whereThePodHasResourcesTheContainersDoNotCount(String ofThePod) throws IOException {
    assertThat(isGuaranteed("{containers: [%s], resources: %s}", ofThePod)).isFalse();
  }

  private static boolean isGuaranteed(String spec, String other) throws IOException {
    ObjectNode pod = YAML.createObjectNode();
    pod.set("spec", YAML.readTree(spec.formatted(GOOD, other)));
    return QosClass.isGuaranteedByContainers(PodDraft.of(pod));
  }
}
