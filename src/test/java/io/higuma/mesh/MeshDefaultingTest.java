package io.higuma.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshDefaultingTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        // conf as it is given > conf as it is stored
        "null > {port: 5670, path: /metrics, tags: {kuma.io/service: dataplane-metrics}, tls: {}}",
        "{port: 0, path: '', tags: {}} > {port: 5670, path: /metrics, tags: {kuma.io/service: dataplane-metrics}, tls: {}}",
        "{skipMTLS: true} > {skipMTLS: true, port: 5670, path: /metrics, tags: {kuma.io/service: dataplane-metrics}, tls: {mode: disabled}}",
        "{skipMTLS: false} > {skipMTLS: false, port: 5670, path: /metrics, tags: {kuma.io/service: dataplane-metrics}, tls: {}}",
        "{port: 1234, path: /m, tags: {a: b}, tls: {mode: providedTLS}, envoy: {usedOnly: true}} > {port: 1234, path: /m, tags: {a: b}, tls: {mode: providedTLS}, envoy: {usedOnly: true}}",
        "{port: 9, path: /m, tags: {a: b}, skipMTLS: true, tls: {}} > {port: 9, path: /m, tags: {a: b}, skipMTLS: true, tls: {}}",
        "[odd] > [odd]"
      })
  void prometheusIsFilledIn(String given, String stored) throws IOException {
    ObjectNode spec = mesh("prometheus", given);
    ObjectNode before = spec.deepCopy();
    assertThat(new MeshDefaulting().withDefaults(spec)).isEqualTo(mesh("prometheus", stored));
    assertThat(spec).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{}",
        "{metrics: 1}",
        "{metrics: {backends: {a: 1}}}",
        "{metrics: {backends: [1, null, {type: other}, {}]}}",
        "{mtls: {backends: [{type: builtin}]}}"
      })
  void nothingElseIs(String spec) throws IOException {
    var given = (ObjectNode) YAML.readTree(spec);
    assertThat(new MeshDefaulting().withDefaults(given)).isEqualTo(given);
  }

  private static ObjectNode mesh(String type, String conf) throws IOException {
    return (ObjectNode)
        YAML.readTree(
            "{metrics: {backends: [{name: m, type: %s, conf: %s}]}}".formatted(type, conf));
  }
}
