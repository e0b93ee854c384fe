package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a MeshIdentity makes of a data plane. */
class WorkloadIdentityTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Map<String, String> POD =
      Map.of(
          "k8s.kuma.io/namespace", "shop",
          "k8s.kuma.io/service-account", "web",
          "kuma.io/workload", "web-main",
          "team", "blue");

  private static WorkloadIdentity identity(String spec) throws Exception {
    return WorkloadIdentity.of(YAML.readTree(spec));
  }

  @Test
  void whatIsNotSaidIsAsInKuma() throws Exception {
    WorkloadIdentity none = identity("{}");
    assertThat(none.trustDomain("default", "east")).contains("default.east.mesh.local");
    assertThat(none.spiffeId("default", "east", POD))
        .contains("spiffe://default.east.mesh.local/ns/shop/sa/web");
    assertThat(
            none.spiffeId(
                "default", "east", Map.of("kuma.io/env", "universal", "kuma.io/workload", "web")))
        .contains("spiffe://default.east.mesh.local/workload/web");
    assertThat(none.provider()).isEqualTo(WorkloadIdentity.Provider.NONE);
    assertThat(none.lifetime()).isEmpty();
  }

  @Test
  void templatesSeeTheLabelsOfTheDataPlane() throws Exception {
    WorkloadIdentity identity =
        identity(
            """
            spiffeID:
              trustDomain: "{{ .Zone }}.example"
              path: '/{{ label "team" }}/{{ .Workload }}'
            provider: {type: Bundled, bundled: {certificateParameters: {expiry: 2h}}}
            """);
    assertThat(identity.spiffeId("default", "east", POD))
        .contains("spiffe://east.example/blue/web-main");
    assertThat(identity.spiffeId("default", "east", Map.of("team", "blue")))
        .as("no workload")
        .isEmpty();
    assertThat(identity.provider()).isEqualTo(WorkloadIdentity.Provider.BUNDLED);
    assertThat(identity.lifetime()).contains(Duration.ofHours(2));
  }

  @Test
  void whatIsNoSpiffeIdIsNone() throws Exception {
    for (String path :
        new String[] {"no-slash", "/", "/a//b", "/../b", "/a b", "/{{ .Unknown }}"}) {
      assertThat(
              identity("{spiffeID: {path: '%s'}}".formatted(path)).spiffeId("default", "east", POD))
          .as(path)
          .isEmpty();
    }
    assertThat(identity("{spiffeID: {trustDomain: Shop/x}}").trustDomain("default", "east"))
        .isEmpty();
  }

  @Test
  void withoutASelectorNobodyIsSelected() throws Exception {
    assertThat(identity("{}").selects(POD)).isFalse();
    assertThat(identity("{selector: {dataplane: {}}}").selects(POD)).isTrue();
    WorkloadIdentity blue = identity("{selector: {dataplane: {matchLabels: {team: blue}}}}");
    assertThat(blue.selects(POD)).isTrue();
    assertThat(blue.selects(Map.of())).isFalse();
    assertThat(identity("{provider: {type: Spire}}").provider())
        .isEqualTo(WorkloadIdentity.Provider.OTHER);
  }
}
