package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.inject.NoticeReason;
import io.higuma.inject.Reason;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InjectionMetricsTest {
  private static final AdmissionRequest REQUEST =
      new AdmissionRequest(
          "admission.k8s.io/v1",
          "1",
          "shop",
          "CREATE",
          false,
          JsonNodeFactory.instance.objectNode());

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final InjectionMetrics metrics = new InjectionMetrics(registry, "");

  @Test
  void everythingIsThereFromTheStart() {
    assertThat(lines("sidecar_injection_total"))
        .containsExactlyInAnyOrder(
            "sidecar_injection_total{reason=\"\",result=\"success\",zone=\"Zone\",} 0.0",
            "sidecar_injection_total{reason=\"not_needed\",result=\"skipped\",zone=\"Zone\",} 0.0",
            "sidecar_injection_total{reason=\"mesh_not_found\",result=\"failed\",zone=\"Zone\",} 0.0",
            "sidecar_injection_total{reason=\"config_error\",result=\"failed\",zone=\"Zone\",} 0.0");
    assertThat(lines("higuma_injection_decisions_total"))
        .hasSize(
            InjectReason.values().length
                + SkipReason.values().length
                + RejectReason.values().length
                + 1)
        .allMatch(line -> line.endsWith(" 0.0"))
        .contains(
            decision("injected", "NamespaceLabel") + " 0.0",
            decision("skipped", "HostNetwork") + " 0.0",
            decision("refused", "MeshNotFound") + " 0.0",
            decision("failed", "ClusterUnavailable") + " 0.0");
    assertThat(lines("higuma_injection_notices_total")).hasSize(NoticeReason.values().length);
    assertThat(lines("higuma_injection_patch_bytes_bucket"))
        .contains("higuma_injection_patch_bytes_bucket{le=\"8192.0\",} 0.0");
  }

  @Test
  void decisionsAreCountedByReasonAndAsKumaDoes() {
    metrics.decided(
        REQUEST,
        new InjectionDecision.Inject(
            "default",
            InjectReason.POD_LABEL,
            List.of(
                new Notice(NoticeReason.DEPRECATED, "a"),
                new Notice(NoticeReason.DEPRECATED, "b"))));
    metrics.decided(
        REQUEST,
        new InjectionDecision.Skip(
            SkipReason.POD_DISABLED, List.of(new Notice(NoticeReason.UNKNOWN_KEY, "c"))));
    metrics.decided(REQUEST, refusal(RejectReason.INVALID_ANNOTATION));
    metrics.decided(REQUEST, refusal(RejectReason.MESH_NOT_FOUND));
    metrics.decided(REQUEST, refusal(RejectReason.NAMESPACE_NOT_FOUND));
    assertThat(counted())
        .containsExactlyInAnyOrder(
            decision("injected", "PodLabel") + " 1.0",
            decision("skipped", "PodDisabled") + " 1.0",
            decision("refused", "InvalidAnnotation") + " 1.0",
            decision("refused", "MeshNotFound") + " 1.0",
            decision("refused", "NamespaceNotFound") + " 1.0",
            "higuma_injection_notices_total{reason=\"Deprecated\",} 2.0",
            "higuma_injection_notices_total{reason=\"UnknownKey\",} 1.0",
            "sidecar_injection_total{reason=\"\",result=\"success\",zone=\"Zone\",} 1.0",
            "sidecar_injection_total{reason=\"not_needed\",result=\"skipped\",zone=\"Zone\",} 1.0",
            "sidecar_injection_total{reason=\"mesh_not_found\",result=\"failed\",zone=\"Zone\",} 2.0",
            "sidecar_injection_total{reason=\"config_error\",result=\"failed\",zone=\"Zone\",} 1.0");
  }

  @Test
  void aClusterThatCannotBeAskedIsAFailure() {
    metrics.undecided(
        REQUEST, new ClusterView.UnavailableException("away", new IllegalStateException()));
    assertThat(counted())
        .containsExactlyInAnyOrder(
            decision("failed", "ClusterUnavailable") + " 1.0",
            "sidecar_injection_total{reason=\"config_error\",result=\"failed\",zone=\"Zone\",} 1.0");
  }

  @Test
  void everyReasonCanBeCounted() {
    for (Reason reason : Reason.all()) {
      metrics.decided(
          REQUEST,
          switch (reason) {
            case InjectReason inject -> new InjectionDecision.Inject("m", inject, List.of());
            case SkipReason skip -> new InjectionDecision.Skip(skip);
            case RejectReason reject -> refusal(reject);
            case NoticeReason notice ->
                new InjectionDecision.Skip(
                    SkipReason.NOT_ENABLED, List.of(new Notice(notice, "odd")));
          });
    }
    assertThat(lines("higuma_injection_notices_total")).allMatch(line -> line.endsWith(" 1.0"));
    assertThat(lines("higuma_injection_decisions_total"))
        .filteredOn(line -> line.endsWith(" 0.0"))
        .containsExactly(decision("failed", "ClusterUnavailable") + " 0.0");
  }

  @Test
  void patchesAreMeasured() {
    metrics.patched(5_000);
    assertThat(lines("higuma_injection_patch_bytes"))
        .contains(
            "higuma_injection_patch_bytes_bucket{le=\"4096.0\",} 0.0",
            "higuma_injection_patch_bytes_bucket{le=\"8192.0\",} 1.0",
            "higuma_injection_patch_bytes_count 1.0",
            "higuma_injection_patch_bytes_sum 5000.0");
  }

  @Test
  void theZoneIsKumas() {
    var own = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new InjectionMetrics(own, "east");
    assertThat(own.scrape()).contains("zone=\"east\"").doesNotContain("zone=\"Zone\"");
  }

  private List<String> counted() {
    return Stream.of(
            "sidecar_injection_total",
            "higuma_injection_decisions_total",
            "higuma_injection_notices_total")
        .flatMap(name -> lines(name).stream())
        .filter(line -> !line.endsWith(" 0.0"))
        .toList();
  }

  private List<String> lines(String prefix) {
    return registry.scrape().lines().filter(line -> line.startsWith(prefix)).toList();
  }

  private static String decision(String result, String reason) {
    return "higuma_injection_decisions_total{reason=\"%s\",result=\"%s\",}"
        .formatted(reason, result);
  }

  private static InjectionDecision refusal(RejectReason reason) {
    return new InjectionDecision.Reject(reason, List.of(new Violation(FieldPath.ROOT, "wrong")));
  }
}
