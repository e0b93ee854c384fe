package io.higuma.certs;

import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the certificate that is served ends, and the authority that clients believe it by. */
public final class CertificateMetrics {
  private final InstantSource clock;
  private volatile @Nullable ServingPair served;

  public CertificateMetrics(MeterRegistry registry, InstantSource clock) {
    this.clock = clock;
    Metric.CERTIFICATE_EXPIRY.gauge(
        registry, this, all -> end(all.pair().map(ServingPair::leaf)), "serving");
    Metric.CERTIFICATE_EXPIRY.gauge(
        registry, this, all -> end(all.pair().flatMap(all::anchor)), "authority");
  }

  /** To be told of each certificate that is served. */
  public void served(ServingPair pair) {
    served = pair;
  }

  private Optional<ServingPair> pair() {
    return Optional.ofNullable(served);
  }

  /** After its end it is no anchor any more, and its end is still of interest. */
  private Optional<X509Certificate> anchor(ServingPair pair) {
    return pair.anchor(clock.instant()).or(() -> pair.trust().stream().findFirst());
  }

  private static double end(Optional<X509Certificate> certificate) {
    return certificate
        .map(each -> (double) CertificateFacts.end(each).getEpochSecond())
        .orElse(Double.NaN);
  }
}
