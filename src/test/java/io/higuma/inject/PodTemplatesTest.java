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
        "apiVersion: apps/v1, kind: Deployment",
        "apiVersion: apps/v1, kind: StatefulSet",
        "apiVersion: apps/v1, kind: DaemonSet",
        "apiVersion: apps/v1, kind: ReplicaSet",
        "apiVersion: v1, kind: ReplicationController",
        "apiVersion: batch/v1, kind: Job"
      })
  void aWorkloadHasItInItsTemplate(String kind) {
    assertThat(podOf("{%s, spec: {template: {is: pod}}}".formatted(kind)))
        .hasToString("Optional[{\"is\":\"pod\"}]");
    assertThat(podOf("{%s, spec: {}}".formatted(kind))).isEmpty();
    assertThat(podOf("{%s, spec: {template: text}}".formatted(kind))).isEmpty();
  }

  @Test
  void aCronJobHasItDeeper() {
    assertThat(
            podOf(
                "{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {is: pod}}}}}"))
        .hasToString("Optional[{\"is\":\"pod\"}]");
    assertThat(podOf("{apiVersion: batch/v1, kind: CronJob, spec: {template: {is: pod}}}"))
        .isEmpty();
  }

  @Test
  void aPodIsItself() {
    assertThat(podOf("{apiVersion: v1, kind: Pod}"))
        .hasToString("Optional[{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: batch.volcano.sh/v1alpha1, kind: Job, spec: {template: {}}}",
        "{kind: Service, spec: {template: {}}}",
        "{}",
        "{kind: 7}"
      })
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
