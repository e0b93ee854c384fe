package io.higuma.admission;

import io.higuma.inject.InjectionDecision;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts decisions on pods under the name that Kuma gives them. */
public final class InjectionMetrics implements InjectionObserver {
  /** Kuma's word for a zone without a name. */
  private static final String UNNAMED_ZONE = "Zone";

  private final MeterRegistry registry;
  private final String zone;

  /**
   * @param zone may be empty
   */
  public InjectionMetrics(MeterRegistry registry, String zone) {
    this.registry = registry;
    this.zone = zone.isEmpty() ? UNNAMED_ZONE : zone;
  }

  @Override
  public void decided(AdmissionRequest request, InjectionDecision decision) {
    switch (decision) {
      case InjectionDecision.Inject ignored -> count("success", "");
      case InjectionDecision.Skip ignored -> count("skipped", "not_needed");
      case InjectionDecision.Reject(var reason, var ignored) ->
          count("failed", reason.metricLabel());
    }
  }

  private void count(String result, String reason) {
    registry
        .counter("sidecar_injection", "result", result, "reason", reason, "zone", zone)
        .increment();
  }
}
