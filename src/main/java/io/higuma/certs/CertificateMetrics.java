package io.higuma.certs;

import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells when the served certificate and its authority end, and whether they are looked after. */
public final class CertificateMetrics {
  private final AtomicReference<@Nullable ServingPair> served = new AtomicReference<>();
  private final Counter successes;
  private final Counter failures;
  private final MeterRegistry registry;
  private final InstantSource clock;

  public CertificateMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    successes = Metric.CERTIFICATE_CHECKS.counter(registry, "success");
    failures = Metric.CERTIFICATE_CHECKS.counter(registry, "failed");
  }

  /** The source, with its failures counted. */
  public CertificateSource counting(CertificateSource source) {
    return () -> {
      try {
        return source.current();
      } catch (RuntimeException e) {
        failures.increment();
        throw e;
      }
    };
  }

  /** What is told of each certificate that the source gave, with its results counted. */
  public Consumer<ServingPair> counting(Consumer<ServingPair> trust) {
    return pair -> {
      try {
        trust.accept(pair);
        successes.increment();
      } catch (RuntimeException e) {
        failures.increment();
        throw e;
      }
    };
  }

  /** To be told of each certificate that is served. */
  public void served(ServingPair pair) {
    if (served.getAndSet(pair) == null) {
      Metric.CERTIFICATE_END.gauge(registry, served, of -> end(leaf(of.get())), "serving");
      Metric.CERTIFICATE_END.gauge(registry, served, of -> end(authority(of.get())), "authority");
    }
  }

  private static @Nullable X509Certificate leaf(@Nullable ServingPair pair) {
    return pair == null ? null : pair.leaf();
  }

  /** After its end it is no anchor any more, and its end is still of interest. */
  private @Nullable X509Certificate authority(@Nullable ServingPair pair) {
    return pair == null
        ? null
        : pair.anchor(clock.instant()).or(() -> pair.trust().stream().findFirst()).orElse(null);
  }

  private static double end(@Nullable X509Certificate certificate) {
    return certificate == null ? Double.NaN : CertificateFacts.end(certificate).getEpochSecond();
  }
}
