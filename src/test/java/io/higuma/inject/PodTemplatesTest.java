package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodTemplatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "ReplicationController",
        "Job"
      })
  void aWorkloadHasItInItsTemplate(String kind) {
    assertThat(podOf("{kind: %s, spec: {template: {is: pod}}}".formatted(kind)))
        .hasToString("Optional[{\"is\":\"pod\"}]");
    assertThat(podOf("{kind: %s, spec: {}}".formatted(kind))).isEmpty();
    assertThat(podOf("{kind: %s, spec: {template: text}}".formatted(kind))).isEmpty();
  }

  @Test
  void aCronJobHasItDeeper() {
    assertThat(podOf("{kind: CronJob, spec: {jobTemplate: {spec: {template: {is: pod}}}}}"))
        .hasToString("Optional[{\"is\":\"pod\"}]");
    assertThat(podOf("{kind: CronJob, spec: {template: {is: pod}}}")).isEmpty();
  }

  @Test
  void aPodIsItself() {
    assertThat(podOf("{kind: Pod}")).hasToString("Optional[{\"kind\":\"Pod\"}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{kind: Service, spec: {template: {}}}", "{}", "{kind: 7}"})
  void otherKindsHaveNone(String object) {
    assertThat(podOf(object)).isEmpty();
  }

  private static Optional<ObjectNode> podOf(String yaml) {
    try {
      return PodTemplates.podOf(new YAMLMapper().readValue(yaml, ObjectNode.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
