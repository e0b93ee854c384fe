package io.higuma;

import io.higuma.certs.CertificateMetrics;
import io.higuma.cluster.Controllers;
import io.higuma.cluster.GatewayControllers;
import io.higuma.cluster.NetworkAttachments;
import io.higuma.cluster.ReconcilerMetrics;
import io.higuma.metrics.Metric;
import io.higuma.metrics.ProcessMemory;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes what counts, and has it count what is no part of a feature of its own. */
@Singleton
public class MetricsWiring {
  /** JOSDK takes it for all of its controllers. */
  @Produces
  @Singleton
  Metrics reconcilerMetrics(MeterRegistry meters) {
    return new ReconcilerMetrics(meters);
  }

  @Produces
  @Singleton
  CertificateMetrics certificateMetrics(MeterRegistry meters, InstantSource clock) {
    return new CertificateMetrics(meters, clock);
  }

  /** Before anything of it works. */
  void measure(
      @Observes @Priority(1) StartupEvent event,
      MeterRegistry meters,
      Controllers controllers,
      GatewayControllers gateways,
      NetworkAttachments attachments,
      AdmissionReadiness readiness) {
    controllers.measure(meters);
    gateways.measure(meters);
    attachments.measure(meters);
    ProcessMemory.ofThisProcess().measure(meters);
    Metric.READY.gauge(meters, readiness, of -> of.isReady() ? 1 : 0);
    String version = MetricsWiring.class.getPackage().getImplementationVersion();
    Metric.BUILD_INFO.gauge(
        meters,
        readiness,
        always -> 1,
        version == null ? "development" : version,
        Runtime.version().toString());
  }
}
