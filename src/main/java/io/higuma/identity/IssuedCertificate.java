package io.higuma.identity;

import io.higuma.certs.WorkloadIssuer.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificate that a proxy has, and what its DataplaneInsight says of it.
 *
 * @param backend of the mesh whose authority signed it, or the KRI of a MeshIdentity
 * @param supportedBackends all that the mesh had at that time
 * @param at when it was made
 * @param regenerations how many were made for this proxy since it came to this replica; at least 1
 */
public record IssuedCertificate(
    Identity identity,
    String backend,
    List<String> supportedBackends,
    Instant at,
    int regenerations) {
  private static final int DUE_PERCENT = 80;
  private static final int SPREAD_PERCENT = 10;
  private static final int PERCENT = 100;

  /** However short it lives, or it would be made again without a pause. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  public IssuedCertificate {
    supportedBackends = List.copyOf(supportedBackends);
  }

  public Instant until() {
    return identity.until();
  }

  /**
   * When the next one is due: after 70 to 80 % of its life. Those that were made together, as after
   * a start, are not made again together.
   *
   * @param early from 0 to 1
   */
  Instant renewal(double early) {
    Duration life = Duration.between(at, until());
    Duration latest = life.multipliedBy(DUE_PERCENT).dividedBy(PERCENT);
    long spread = life.multipliedBy(SPREAD_PERCENT).dividedBy(PERCENT).toMillis();
    Duration due = latest.minusMillis((long) (spread * early));
    return at.plus(due.compareTo(SHORTEST) < 0 ? SHORTEST : due);
  }
}
