package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewrittenProbesTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{httpGet: {path: /healthz, port: 8080}}",
        "{httpGet: {path: /, port: 8080, scheme: HTTPS}, timeoutSeconds: 4}",
        "{httpGet: {path: '/a/b?c=d', port: 8080, httpHeaders: [{name: Host, value: web}, {name: A, value: b}]}}",
        "{tcpSocket: {port: 5432}, timeoutSeconds: 2}",
        "{grpc: {port: 9090}}",
        "{grpc: {port: 9090, service: ready}, failureThreshold: 7}",
      })
  void tellsWhatTheyWere(String probe) throws IOException {
    // Given
    ObjectNode pod =
        (ObjectNode)
            YAML.readTree(
                "{metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: app, livenessProbe: %s}]}}"
                    .formatted(probe));
    ObjectNode injected = pod.deepCopy();
    assertThat(injector().inject(PodDraft.of(injected), "shop"))
        .isInstanceOf(InjectionDecision.Inject.class);
    // When
    List<RewrittenProbes.RewrittenProbe> probes = RewrittenProbes.of(PodDraft.of(injected));
    // Then
    assertThat(probes).hasSize(1);
    assertThat(plain(probes.getFirst().before())).isEqualTo(plain(YAML.readTree(probe)));
    assertThat(probes.getFirst().now().at("/httpGet/port").asInt()).isEqualTo(9001);
    assertThat(probes.getFirst().container()).isEqualTo("app");
    assertThat(probes.getFirst().field()).isEqualTo("livenessProbe");
  }

  @Test
  void probesOfOthersStay() throws IOException {
    ObjectNode pod =
        (ObjectNode)
            YAML.readTree(
                """
                metadata: {annotations: {kuma.io/application-probe-proxy-port: "9001"}}
                spec:
                  containers:
                  - name: app
                    livenessProbe: {httpGet: {path: /8080/x, port: 9000}}
                    readinessProbe: {httpGet: {path: /x, port: 9001}}
                    startupProbe: {exec: {command: [true]}}
                  - name: kuma-sidecar
                    livenessProbe: {httpGet: {path: /8080/x, port: 9001}}
                """);
    assertThat(RewrittenProbes.of(PodDraft.of(pod))).isEmpty();
  }

  /** Numbers of one Java type. */
  private static JsonNode plain(JsonNode node) throws IOException {
    return YAML.readTree(node.toString());
  }

  private static Injector injector() throws IOException {
    List<ObjectNode> objects =
        List.of(
            (ObjectNode)
                YAML.readTree(
                    "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {kuma.io/sidecar-injection: enabled}}}"),
            (ObjectNode)
                YAML.readTree(
                    "{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}"));
    return Injector.of(
        Configs.defaults(),
        SidecarForm.NATIVE,
        () -> "",
        new OfflineCluster(objects, "kuma-system"));
  }
}
