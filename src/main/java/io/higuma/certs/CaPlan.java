package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What to do about the serving certificate and its authority. */
sealed interface CaPlan {
  /**
   * Nothing, for now.
   *
   * @param until when to ask again
   */
  record Keep(ServingPair pair, Instant until) implements CaPlan {}

  /**
   * Let our authority issue a serving certificate.
   *
   * @param trust authorities that clients trust until now
   * @param reason the end of a sentence, for the log
   */
  record IssueLeaf(OwnAuthority authority, List<X509Certificate> trust, String reason)
      implements CaPlan {}

  /**
   * Make an authority, and nothing else yet.
   *
   * @param signer the one before, that can sign the new one; empty if there is none
   */
  record MakeAuthority(Optional<CertificateAuthority> signer, String reason) implements CaPlan {}

  /** Have clients trust our authority beside those of now, and serve what is served. */
  record Publish(ServingPair pair, String reason) implements CaPlan {}

  /** Have nobody trust an authority any more that nobody needs, and serve the same certificate. */
  record Retire(ServingPair pair, String reason) implements CaPlan {}
}
