package io.higuma.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.yaml.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that is secret here has {@code hidden} in it. */
class RedactorTest {
  private final Redactor redactor = new Redactor();

  private String redact(String yaml) {
    return YamlText.of(redactor.redact(object(yaml)));
  }

  private static ObjectNode object(String yaml) {
    try {
      return new YAMLMapper().readValue(yaml, ObjectNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{kind: Secret, data: {a: hidden}, stringData: {b: hidden}}",
        "{kind: ConfigMap, data: {config.yaml: 'store: {postgres: {password: hidden, user: x}}'}}",
        "{kind: ConfigMap, data: {config.yaml: \"a: b\\nc: [hidden\"}}",
        "{kind: ConfigMap, data: {plain: 'password=hidden'}}",
        "{kind: ConfigMap, binaryData: {a: hidden}}",
        "{kind: Mesh, spec: {mtls: {backends: [{conf: {cert: {inline: hidden}, key: {inlineString: hidden}}}]}}}",
        "{kind: ContainerPatch, spec: {sidecarPatch: [{op: add, path: /env/-, value: '{\"name\":\"A\",\"value\":\"hidden\"}'}]}}",
        "{kind: MeshProxyPatch, spec: {default: {appendModifications: [{cluster: {operation: Add, value: 'x: hidden'}}]}}}",
        "{kind: Pod, spec: {containers: [{env: [{name: DB_PASSWORD, value: hidden}, {name: API_KEY, value: hidden}]}]}}",
        "{kind: Pod, spec: {containers: [{args: ['--token', hidden, '--password=hidden', '--apiKey hidden=1']}]}}",
        "{kind: Pod, spec: {containers: [{command: [sh, -c, 'PASSWORD=hidden run']}]}}",
        "{kind: MeshHTTPRoute, spec: {filters: [{set: [{name: authorization, value: hidden}]}]}}",
        "{kind: X, spec: {credentials: {anything: hidden, more: [hidden, {deep: hidden}]}}}",
        "{kind: X, spec: {clientSecret: hidden, accessKey: hidden, refreshToken: hidden}}",
        "{kind: X, spec: {url: 'https://user:hidden@registry.example/x'}}",
        "{kind: X, spec: {header: 'Bearer hidden-0123'}}",
        "{kind: X, metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: hidden}}}",
        "{kind: X, metadata: {annotations: {higuma.io/original: hidden}, managedFields: [hidden]}}",
        "{kind: W, webhooks: [{clientConfig: {caBundle: hidden}}]}",
        "{kind: X, data: \"-----BEGIN PRIVATE KEY-----\\nhidden\\n-----END PRIVATE KEY-----\"}",
        "{kind: X, data: \"-----BEGIN PRIVATE KEY-----\\nhidden\"}",
        "{kind: Event, message: 'login failed: {\"password\": \"hidden\"}'}"
      })
  void whatIsSecretGoes(String yaml) {
    assertThat(redact(yaml)).doesNotContain("hidden");
  }

  @Test
  void whatTellsWhereSomethingIsStays() {
    String yaml =
        """
        kind: Pod
        spec:
          automountServiceAccountToken: true
          containers:
          - args:
            - "--config-file"
            - /etc/config.yaml
            env:
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef:
                  key: password
                  name: db
            - name: LEVEL
              value: debug
          volumes:
          - secret:
              secretName: kuma-tls-cert
        """;
    assertThat(redact(yaml)).isEqualTo(yaml);
  }

  @Test
  void theObjectItselfStaysAsItIs() {
    ObjectNode object = object("{kind: X, spec: {password: hidden}}");
    redactor.redact(object);
    assertThat(object.toString()).contains("hidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJoaWRkZW4ifQ.c2lnbmF0dXJl",
        "key AKIAABCDEFGHIJKLMNOP",
        "POST https://ann:geheim@host/",
        "ca LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
        "{\\\"client_secret\\\": \\\"geheim\\\"}"
      })
  void linesOfALogAreLookedThrough(String line) {
    assertThat(redactor.redact("before " + line + " after"))
        .startsWith("before ")
        .contains(Redactor.REDACTED)
        .doesNotContain("eyJ", "AKIA", "geheim", "LS0t");
  }

  @Test
  void ordinaryLinesStay() {
    String line = "2027-01-01 INFO [io.higuma] (main) Ready after 2.1 s, 3 meshes; see /metrics\n";
    assertThat(redactor.redact(line)).isEqualTo(line);
  }

  /** Time that grows with the square of a line would be hours here. */
  @Test
  void longLinesTakeNoLongTime() {
    String line = "a".repeat(2_000_000) + "-----BEGIN ".repeat(1000);
    long begin = System.nanoTime();
    redactor.redact(line);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
  }
}
