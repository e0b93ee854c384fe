package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import io.higuma.Configs;
import io.higuma.inject.InjectionDecision.Inject;
import io.higuma.inject.InjectionDecision.Reject;
import io.higuma.inject.InjectionDecision.Skip;
import io.higuma.validation.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another webhook adds containers to a pod that has its sidecar already. */
class LateContainersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROXY = "";
  private static final String VIRTUAL =
      "runtime: {kubernetes: {injector: {virtualProbesEnabled: true, applicationProbeProxyPort: 0}}}";

  @ParameterizedTest
  @ValueSource(strings = {PROXY, VIRTUAL})
  void onlyTheirProbesAreRewritten(String config) throws Exception {
    Injector injector = injector(config);
    ObjectNode injected = inject(injector, pod());
    ObjectNode before = injected.deepCopy();
    ObjectNode late =
        (ObjectNode)
            JSON.readTree(
                """
                {"name": "agent", "image": "agent",
                 "livenessProbe": {"httpGet": {"path": "/alive", "port": 7000}}}
                """);
    injected.withObjectProperty("spec").withArrayProperty("containers").add(late);
    ObjectNode original = injected.deepCopy();
    PodDraft draft = PodDraft.of(injected);

    assertThat(injector.inject(draft, "shop"))
        .isEqualTo(new Inject("default", InjectReason.LATE_CONTAINERS, List.of()));

    JsonNode stored = JsonPatch.apply(JSON.valueToTree(draft.patch()), original);
    assertThat(stored).isEqualTo(draft.pod());
    JsonNode containers = stored.path("spec").path("containers");
    assertThat(containers.get(0)).isEqualTo(before.path("spec").path("containers").get(0));
    assertThat(containers.get(1).path("livenessProbe").path("httpGet").path("path").asText())
        .isEqualTo("/7000/alive");
    assertThat(injector.inject(PodDraft.of(stored.deepCopy()), "shop"))
        .as("third pass")
        .isEqualTo(new Skip(SkipReason.ALREADY_INJECTED));
  }

  @Test
  void aProbeOnTheSidecarsPortIsRefused() throws Exception {
    Injector injector = injector(PROXY);
    ObjectNode injected = inject(injector, pod());
    injected
        .withObjectProperty("spec")
        .withArrayProperty("containers")
        .addObject()
        .put("name", "agent")
        .putObject("livenessProbe")
        .putObject("tcpSocket")
        .put("port", 9001);

    assertThat(injector.inject(PodDraft.of(injected), "shop"))
        .isInstanceOfSatisfying(
            Reject.class,
            reject -> {
              assertThat(reject.reason()).isEqualTo(RejectReason.RESERVED_PROBE_PORT);
              assertThat(Violation.join(reject.violations())).contains("9001").contains("agent");
            });
  }

  private static ObjectNode inject(Injector injector, ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod);
    assertThat(injector.inject(draft, "shop")).isInstanceOf(Inject.class);
    return draft.pod();
  }

  private static Injector injector(String config) throws Exception {
    ObjectNode mesh =
        (ObjectNode)
            JSON.readTree(
                """
                {"apiVersion": "kuma.io/v1alpha1", "kind": "Mesh", "metadata": {"name": "default"}}
                """);
    var cluster = new OfflineCluster(List.of(mesh), "kuma-system");
    return Injector.of(Configs.of(config), SidecarForm.NATIVE, () -> "", cluster);
  }

  private static ObjectNode pod() throws Exception {
    return (ObjectNode)
        new YAMLMapper()
            .readTree(
                """
                metadata:
                  name: web
                  labels:
                    kuma.io/sidecar-injection: enabled
                spec:
                  containers:
                  - name: web
                    image: web
                    readinessProbe:
                      httpGet:
                        path: /ready
                        port: 8080
                    livenessProbe:
                      exec:
                        command: ["true"]
                """);
  }
}
