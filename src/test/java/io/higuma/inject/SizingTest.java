package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.metadata.MetadataReader;
import io.higuma.validation.Violation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {
  private static final String CPU_LIMIT = "sidecar.higuma.io/cpu-limit";
  private static final String MEMORY_LIMIT = "sidecar.higuma.io/memory-limit";
  private static final String MEMORY_REQUEST = "sidecar.higuma.io/memory-request";

  @Test
  void aPodThatSaysNothingCostsNothing() {
    var sizing = new Sizing(Configs.defaults());
    var namespace = new NamespaceMetadata(Map.of(), Map.of("team", "checkout"));
    SizePlan plan = plan(sizing, Map.of("kuma.io/gateway", "enabled"), namespace);
    assertThat(plan(sizing, Map.of(), NamespaceMetadata.BARE)).isSameAs(plan);
  }

  @Test
  void thePodsAnnotationWinsKeyByKey() {
    SizePlan plan =
        plan(
            Configs.defaults(),
            Map.of(MEMORY_LIMIT, "1Gi", CPU_LIMIT, "2"),
            Map.of(MEMORY_REQUEST, "256Mi", CPU_LIMIT, "lots"));
    assertThat(plan.malformed()).as("nobody reads what is overridden").isEmpty();
    assertThat(plan.conflicts()).isEmpty();
    assertThat(plan.sidecar().json())
        .hasToString(
            "{\"requests\":{\"cpu\":\"50m\",\"memory\":\"256Mi\",\"ephemeral-storage\":\"50M\"},"
                + "\"limits\":{\"cpu\":\"2\",\"memory\":\"1Gi\",\"ephemeral-storage\":\"1G\"}}");
  }

  @Test
  void aContainerWithoutLimitsHasNone() {
    SizePlan plan =
        plan(
            Configs.defaults(),
            Map.of("init.higuma.io/memory-limit", "0", "init.higuma.io/cpu-limit", "0m"),
            Map.of());
    assertThat(plan.init().json())
        .hasToString("{\"requests\":{\"cpu\":\"20m\",\"memory\":\"20M\"}}");
  }

  @Test
  void aMemoryLimitOfZeroInTheSettingsIsNoneForAnnotatedMemory() {
    ControlPlaneConfig config =
        Configs.of(
            "runtime: {kubernetes: {injector: {sidecarContainer: {resources: {limits: {memory: '0'}}}}}}");
    SizePlan plan = plan(config, Map.of(MEMORY_REQUEST, "1Gi"), Map.of());
    assertThat(plan.conflicts()).isEmpty();
    assertThat(plan.sidecar().json().path("limits").has("memory")).isFalse();
    assertThat(plan.sidecar().guaranteed().json().path("limits").path("memory").asText())
        .isEqualTo("1Gi");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "50m,2", "1999m,2", "2999m,2", "3,3", "8500m,8", "1e1,10"})
  void concurrencyFollowsTheLimit(String limit, long threads) {
    SizePlan sizes =
        plan(
            Configs.defaults(),
            Map.of("sidecar.higuma.io/cpu-request", "0", CPU_LIMIT, limit),
            Map.of());
    assertThat(
            SidecarOptions.read(new MetadataReader(Map.of()), Configs.defaults(), sizes)
                .concurrency())
        .isEqualTo(threads);
  }

  @ParameterizedTest
  @CsvSource({
    // limit and request of the pod, limit and request of the namespace, the two in the sentence
    "1M,,,,1M (annotation LIMIT of the pod),64Mi (setting SIDECAR.requests.memory)",
    ",1Gi,,,512Mi (setting SIDECAR.limits.memory),1Gi (annotation REQUEST of the pod)",
    "1M,,,2M,1M (annotation LIMIT of the pod),2M (annotation REQUEST of namespace shop)",
    ",,1M,2M,1M (annotation LIMIT of namespace shop),2M (annotation REQUEST of namespace shop)",
  })
  void aLimitBelowItsRequestNamesBothAndWhereTheyStand(
      @Nullable String podLimit,
      @Nullable String podRequest,
      @Nullable String namespaceLimit,
      @Nullable String namespaceRequest,
      String limit,
      String request) {
    SizePlan plan =
        plan(
            Configs.defaults(),
            memory(podLimit, podRequest),
            memory(namespaceLimit, namespaceRequest));
    String sentence =
        "the memory limit %s is below the request %s: raise LIMIT, or lower REQUEST"
            .formatted(limit, request)
            .replace("SIDECAR", "runtime.kubernetes.injector.sidecarContainer.resources")
            .replace("LIMIT", MEMORY_LIMIT)
            .replace("REQUEST", MEMORY_REQUEST);
    assertThat(plan.conflicts()).singleElement().extracting(Violation::message).isEqualTo(sentence);
  }

  private static Map<String, String> memory(@Nullable String limit, @Nullable String request) {
    var annotations = new HashMap<String, String>();
    if (limit != null) {
      annotations.put(MEMORY_LIMIT, limit);
    }
    if (request != null) {
      annotations.put(MEMORY_REQUEST, request);
    }
    return annotations;
  }

  private static SizePlan plan(
      ControlPlaneConfig config, Map<String, String> pod, Map<String, String> namespace) {
    return plan(new Sizing(config), pod, new NamespaceMetadata(Map.of(), namespace));
  }

  private static SizePlan plan(
      Sizing sizing, Map<String, String> annotations, NamespaceMetadata namespace) {
    PodDraft pod = PodDraft.of(JsonNodeFactory.instance.objectNode());
    return sizing.plan(pod, new MetadataReader(annotations), "shop", namespace);
  }
}
