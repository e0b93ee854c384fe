package io.higuma.certs;

import java.time.Instant;

/** Where the serving certificate comes from. */
public interface CertificateSource {
  /**
   * The certificate to serve now. May wait for disk or cluster, and may write to the cluster.
   *
   * @throws RuntimeException if there is none at this time; the caller tries again
   */
  Current current();

  /**
   * A certificate and when to ask for it again.
   *
   * @param nextCheck at the latest; a change that somebody else makes may come earlier
   */
  record Current(ServingPair pair, Instant nextCheck) {}
}
