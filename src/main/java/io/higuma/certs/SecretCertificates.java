package io.higuma.certs;

import io.higuma.certs.SecretStore.StoredSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Keeps the serving certificate in a Secret, and makes and renews it there. */
public final class SecretCertificates implements CertificateSource {
  private static final Logger LOG = Logger.getLogger(SecretCertificates.class);

  /** Enough for every replica of a rollout to lose once to each other. */
  private static final int ATTEMPTS = 5;

  /** A timer may not know of a clock that was set, so no sleep is longer. */
  private static final Duration LONGEST_SLEEP = Duration.ofHours(12);

  private final SecretStore secrets;
  private final CaPlanner planner;
  private final Supplier<LeafIssuer> issuer;
  private final InstantSource clock;

  /**
   * @param issuer asked when there is something to issue, which is seldom
   */
  public SecretCertificates(
      SecretStore secrets, CaPlanner planner, Supplier<LeafIssuer> issuer, InstantSource clock) {
    this.secrets = secrets;
    this.planner = planner;
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public Current current() {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<StoredSecret> serving = secrets.read(CertificateSecrets.SERVING);
      Optional<StoredSecret> authority = secrets.read(CertificateSecrets.AUTHORITY);
      var state =
          new CertificateState(
              serving.flatMap(CertificateSecrets::serving),
              authority.flatMap(CertificateSecrets::authority));
      Instant now = clock.instant();
      switch (planner.plan(state, now)) {
        case CaPlan.Keep(var pair, var until) -> {
          return new Current(pair, earlier(until, now.plus(LONGEST_SLEEP)));
        }
        case CaPlan.RenewLeaf(var ours, var reason) -> {
          LOG.infov("Issuing a serving certificate; of the one before: {0}", reason);
          store(serving, issuer.get().issue(ours, planner.names().all(), state.trusted()));
        }
        case CaPlan.MakeAnew(var reason) -> {
          LOG.infov("Making a certificate authority; of the serving certificate: {0}", reason);
          CertificateAuthority made = issuer.get().newAuthority();
          if (store(authority, made)) {
            store(serving, issuer.get().issue(made, planner.names().all(), state.trusted()));
          }
        }
      }
      // Read again: what counts is what is stored, by us or by another replica.
    }
    throw new IllegalStateException("other writers change the certificate again and again");
  }

  private boolean store(Optional<StoredSecret> former, CertificateAuthority authority) {
    return secrets.write(
        CertificateSecrets.AUTHORITY,
        CertificateSecrets.AUTHORITY_TYPE,
        former,
        CertificateSecrets.data(authority));
  }

  private void store(Optional<StoredSecret> former, ServingPair pair) {
    boolean written =
        secrets.write(
            CertificateSecrets.SERVING,
            CertificateSecrets.SERVING_TYPE,
            former,
            CertificateSecrets.data(pair));
    if (written) {
      LOG.infov("Stored {0}", pair);
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
