package io.higuma.admission;

import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.inject.NoticeReason;
import io.higuma.inject.Reason;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Counts decisions on pods by their reasons, and under the name that Kuma gives them. Every counter
 * is there from the start, so that a rate over it never lacks its first value.
 */
public final class InjectionMetrics implements InjectionObserver {
  /** Kuma's word for a zone without a name. */
  private static final String UNNAMED_ZONE = "Zone";

  private static final String CONFIG_ERROR = "config_error";
  private static final String UNAVAILABLE = "ClusterUnavailable";

  private final Map<InjectReason, Counter> injected;
  private final Map<SkipReason, Counter> skipped;
  private final Map<RejectReason, Counter> refused;
  private final Map<NoticeReason, Counter> noticed;
  private final Counter failed;
  private final Map<RejectReason, Counter> kumaFailed = new EnumMap<>(RejectReason.class);
  private final Counter kumaSuccess;
  private final Counter kumaSkipped;
  private final Counter kumaConfigError;
  private final DistributionSummary patches;

  /**
   * @param zone may be empty
   */
  public InjectionMetrics(MeterRegistry registry, String zone) {
    injected = decisions(registry, "injected", InjectReason.class);
    skipped = decisions(registry, "skipped", SkipReason.class);
    refused = decisions(registry, "refused", RejectReason.class);
    failed = Metric.INJECTION_DECISIONS.counter(registry, "failed", UNAVAILABLE);
    noticed = new EnumMap<>(NoticeReason.class);
    for (NoticeReason reason : NoticeReason.values()) {
      noticed.put(reason, Metric.INJECTION_NOTICES.counter(registry, reason.code()));
    }
    patches = Metric.INJECTION_PATCH.sizes(registry);
    String kumaZone = zone.isEmpty() ? UNNAMED_ZONE : zone;
    kumaSuccess = Metric.SIDECAR_INJECTION.counter(registry, "success", "", kumaZone);
    kumaSkipped = Metric.SIDECAR_INJECTION.counter(registry, "skipped", "not_needed", kumaZone);
    kumaConfigError = Metric.SIDECAR_INJECTION.counter(registry, "failed", CONFIG_ERROR, kumaZone);
    for (RejectReason reason : RejectReason.values()) {
      kumaFailed.put(
          reason,
          Metric.SIDECAR_INJECTION.counter(registry, "failed", reason.metricLabel(), kumaZone));
    }
  }

  @Override
  public void decided(AdmissionRequest request, InjectionDecision decision) {
    switch (decision) {
      case InjectionDecision.Inject(var mesh, var reason, var notices) -> {
        increment(injected, reason);
        kumaSuccess.increment();
        count(notices);
      }
      case InjectionDecision.Skip(var reason, var notices) -> {
        increment(skipped, reason);
        kumaSkipped.increment();
        count(notices);
      }
      case InjectionDecision.Reject(var reason, var ignored) -> {
        increment(refused, reason);
        increment(kumaFailed, reason);
      }
    }
  }

  @Override
  public void undecided(AdmissionRequest request, ClusterView.UnavailableException why) {
    failed.increment();
    kumaConfigError.increment();
  }

  @Override
  public void patched(int bytes) {
    patches.record(bytes);
  }

  private void count(List<Notice> notices) {
    for (int i = 0; i < notices.size(); i++) { // without an iterator, on the way of every pod
      increment(noticed, notices.get(i).reason());
    }
  }

  private static <R> void increment(Map<R, Counter> counters, R reason) {
    Objects.requireNonNull(counters.get(reason)).increment();
  }

  private static <R extends Enum<R> & Reason> Map<R, Counter> decisions(
      MeterRegistry registry, String result, Class<R> reasons) {
    var counters = new EnumMap<R, Counter>(reasons);
    for (R reason : reasons.getEnumConstants()) {
      counters.put(reason, Metric.INJECTION_DECISIONS.counter(registry, result, reason.code()));
    }
    return counters;
  }
}
