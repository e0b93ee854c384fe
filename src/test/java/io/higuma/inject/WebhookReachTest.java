package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same questions that InjectionIT puts to an API server. */
class WebhookReachTest {
  private static final String KEY = "kuma.io/sidecar-injection";
  private static final WebhookReach REACH = new WebhookReach("kuma-system");

  @ParameterizedTest(name = "namespace {0}, pod label {1}, pod annotation {2}: asked {3}")
  @CsvSource({
    ",,,false",
    ",enabled,,false",
    ",true,,false",
    ",maybe,,false",
    "enabled,,,true",
    "enabled,enabled,,true",
    "enabled,true,,true",
    "enabled,disabled,,true",
    "enabled,maybe,,true",
    "true,,,true",
    "true,no,,true",
    "disabled,,,false",
    "disabled,enabled,,true",
    "disabled,true,,false",
    "disabled,maybe,,false",
    "yes,,,false",
    "yes,enabled,,true",
    "none,enabled,,true",
    ",,enabled,true",
    ",,maybe,true",
    ",,no,false",
    ",disabled,enabled,false",
    "disabled,,enabled,true",
    "enabled,,disabled,true",
  })
  void asksAsTheSelectorsSay(
      @Nullable String namespaceLabel,
      @Nullable String podLabel,
      @Nullable String podAnnotation,
      boolean asked) {
    assertThat(
            REACH
                .obstacle(
                    pod(of(podLabel), of(podAnnotation)),
                    "shop",
                    new NamespaceMetadata(of(namespaceLabel), Map.of()))
                .isEmpty())
        .isEqualTo(asked);
  }

  @Test
  void systemNamespacesAreLeftAlone() {
    var enabled = new NamespaceMetadata(Map.of(KEY, "enabled"), Map.of());
    PodDraft pod = pod(Map.of(KEY, "enabled"), Map.of());
    assertThat(REACH.obstacle(pod, "kube-system", enabled))
        .contains("namespace kube-system is never injected");
    assertThat(REACH.obstacle(pod, "kuma-system", enabled))
        .contains("in the system namespace only zone proxies are injected");
    PodDraft zoneProxy =
        pod(
            Map.of(KEY, "enabled", "kuma.io/mesh", "", "k8s.kuma.io/zone-proxy-type", "ingress"),
            Map.of());
    assertThat(REACH.obstacle(zoneProxy, "kuma-system", NamespaceMetadata.BARE)).isEmpty();
    assertThat(REACH.obstacle(zoneProxy, "kube-system", NamespaceMetadata.BARE)).isPresent();
  }

  @Test
  void theReasonTellsWhatIsMissing() {
    assertThat(REACH.obstacle(pod(Map.of(), Map.of()), "shop", NamespaceMetadata.BARE))
        .contains("namespace shop has no label kuma.io/sidecar-injection");
    assertThat(
            REACH.obstacle(
                pod(Map.of(), Map.of()),
                "shop",
                new NamespaceMetadata(Map.of(KEY, "no"), Map.of())))
        .hasValueSatisfying(reason ->
            assertThat(reason)
                .contains("only a pod with the label kuma.io/sidecar-injection: enabled"));
  }

  private static Map<String, String> of(@Nullable String value) {
    return value == null ? Map.of() : Map.of(KEY, value);
  }

  private static PodDraft pod(Map<String, String> labels, Map<String, String> annotations) {
    var json = new ObjectMapper();
    ObjectNode pod = json.createObjectNode();
    pod.putObject("metadata")
        .<ObjectNode>set("labels", json.valueToTree(labels))
        .set("annotations", json.valueToTree(annotations));
    return PodDraft.of(pod);
  }
}
