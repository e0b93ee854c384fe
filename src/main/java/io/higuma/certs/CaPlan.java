package io.higuma.certs;

import java.time.Instant;

/** What to do about the serving certificate. */
public sealed interface CaPlan {
  /**
   * The certificate there is good.
   *
   * @param until when to ask again
   */
  record Keep(ServingPair pair, Instant until) implements CaPlan {}

  /**
   * Our authority is good; let it issue a new serving certificate.
   *
   * @param reason the end of a sentence, for the log
   */
  record RenewLeaf(CertificateAuthority authority, String reason) implements CaPlan {}

  /** Make an authority and a serving certificate. */
  record MakeAnew(String reason) implements CaPlan {}
}
