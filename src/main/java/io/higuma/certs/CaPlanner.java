package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do about the serving certificate. A certificate that somebody else made, such as
 * the one of a Kuma installation, is kept for as long as it works: its authority's key is not ours
 * to replace early.
 */
public record CaPlanner(ServingNames names) {
  /** A foreign certificate is replaced this long before its end, or at a third if that is later. */
  private static final Duration FOREIGN_MARGIN = Duration.ofDays(7);

  public CaPlan plan(CertificateState state, Instant now) {
    Optional<CertificateAuthority> authority =
        state.authority().filter(ours -> canIssue(ours, now));
    if (state.serving().isEmpty()) {
      return issue(authority, "there is none that can be read");
    }
    ServingPair pair = state.serving().get();
    Optional<String> defect = defect(pair, now);
    if (defect.isPresent()) {
      return issue(authority, defect.get());
    }
    Instant renewal = renewal(pair, state.authority());
    if (!now.isBefore(renewal)) {
      return issue(authority, "it ends at " + CertificateFacts.end(pair.leaf()));
    }
    return new CaPlan.Keep(pair, renewal);
  }

  private static CaPlan issue(Optional<CertificateAuthority> authority, String reason) {
    return authority
        .<CaPlan>map(ours -> new CaPlan.RenewLeaf(ours, reason))
        .orElseGet(() -> new CaPlan.MakeAnew(reason));
  }

  /** An authority that would end before its certificate is of no use. */
  private static boolean canIssue(CertificateAuthority authority, Instant now) {
    X509Certificate certificate = authority.certificate();
    return CertificateFacts.validAt(certificate, now)
        && CertificateFacts.validAt(certificate, now.plus(LeafIssuer.LEAF_LIFETIME))
        && CertificateFacts.pair(certificate, authority.key());
  }

  private Optional<String> defect(ServingPair pair, Instant now) {
    X509Certificate leaf = pair.leaf();
    if (!CertificateFacts.pair(leaf, pair.key())) {
      return Optional.of("its key is not its own");
    }
    if (!CertificateFacts.validAt(leaf, now)) {
      return Optional.of(
          "it is valid from %s to %s"
              .formatted(CertificateFacts.begin(leaf), CertificateFacts.end(leaf)));
    }
    X509Certificate last = pair.chain().getLast();
    if (pair.trust().stream().noneMatch(anchor -> anchors(anchor, last, now))) {
      return Optional.of("its authority is not in ca.crt, or has ended");
    }
    List<String> uncovered = CertificateFacts.uncovered(leaf, names.required());
    if (!uncovered.isEmpty()) {
      return Optional.of("it is not valid for " + String.join(", ", uncovered));
    }
    return Optional.empty();
  }

  private static boolean anchors(X509Certificate anchor, X509Certificate last, Instant now) {
    boolean isIt = anchor.equals(last) || CertificateFacts.signedBy(last, anchor);
    return isIt && CertificateFacts.validAt(anchor, now);
  }

  private static Instant renewal(ServingPair pair, Optional<CertificateAuthority> authority) {
    X509Certificate leaf = pair.leaf();
    Duration third = CertificateFacts.lifetime(leaf).dividedBy(3);
    boolean ours = authority.filter(a -> a.signed(leaf)).isPresent();
    Duration margin = ours || third.compareTo(FOREIGN_MARGIN) < 0 ? third : FOREIGN_MARGIN;
    return CertificateFacts.end(leaf).minus(margin);
  }
}
