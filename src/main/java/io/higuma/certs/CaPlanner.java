package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what to do about the serving certificate and its authority. An authority is replaced in
 * steps, each of which leaves everybody who trusts one of them able to believe us: the new one is
 * made, signed by the one before; it is published beside it; it issues the serving certificate,
 * which is shown with what the one before has signed; and the one before is trusted no more when
 * nobody needs it.
 *
 * <p>A certificate that somebody else made, such as the one of a Kuma installation, is kept for as
 * long as it works.
 *
 * @param overlap how long each step lasts at the least, so that whoever follows us has followed
 */
record CaPlanner(ServingNames names, Duration overlap) {
  /** Our authority gets a successor this long before its end: pods have that long to be renewed. */
  static final Duration AUTHORITY_MARGIN = LeafIssuer.LEAF_LIFETIME.multipliedBy(2);

  /** As before, of an authority whose key we may not have; or a third if that is shorter. */
  private static final Duration SUCCESSOR_MARGIN = Duration.ofDays(90);

  /** A foreign certificate is replaced this long before its end, or at a third if that is later. */
  private static final Duration FOREIGN_MARGIN = Duration.ofDays(7);

  CaPlan plan(CertificateState state, Instant now) {
    Optional<OwnAuthority> authority =
        state.authority().filter(ours -> canIssue(ours.authority(), now));
    Optional<String> defect =
        state.serving().isEmpty()
            ? Optional.of("there is none that can be read")
            : defect(state.serving().get(), now);
    if (defect.isPresent()) {
      return authority
          .<CaPlan>map(ours -> new CaPlan.IssueLeaf(ours, state.trusted(), defect.get()))
          .orElseGet(() -> makeAuthority(state, now, defect.get()));
    }
    ServingPair pair = state.serving().orElseThrow();
    if (authority.isEmpty()) {
      return withoutAuthority(state, pair, now);
    }
    OwnAuthority ours = authority.get();
    return ours.authority().signed(pair.leaf())
        ? atRest(state, pair, ours, now)
        : successor(state, pair, ours, now);
  }

  /** The serving certificate is our authority's. */
  private CaPlan atRest(CertificateState state, ServingPair pair, OwnAuthority ours, Instant now) {
    Instant end = CertificateFacts.end(ours.certificate());
    if (state.isAskedForAnother()) {
      return makeAuthority(state, now, "another is asked for");
    }
    if (!now.isBefore(end.minus(AUTHORITY_MARGIN))) {
      return makeAuthority(state, now, "the one before ends at " + end);
    }
    Instant renewal =
        CertificateFacts.end(pair.leaf())
            .minus(CertificateFacts.lifetime(pair.leaf()).dividedBy(3));
    if (!now.isBefore(renewal)) {
      return issue(ours, pair, "it ends at " + CertificateFacts.end(pair.leaf()));
    }
    Instant next = earlier(renewal, end.minus(AUTHORITY_MARGIN));
    if (pair.trust().size() == 1 && pair.chain().size() == 1) {
      return new CaPlan.Keep(pair, next);
    }
    Instant rested = state.since().plus(overlap);
    if (now.isBefore(rested)) {
      return new CaPlan.Keep(pair, earlier(next, rested));
    }
    ServingPair lean = withoutNeedless(pair, ours, state.carried(), now);
    return lean.equals(pair)
        ? new CaPlan.Keep(pair, earlier(next, now.plus(overlap)))
        : new CaPlan.Retire(lean, "no pod needs more than %d".formatted(lean.trust().size()));
  }

  private static ServingPair withoutNeedless(
      ServingPair pair, OwnAuthority ours, Optional<CarriedAuthorities> carried, Instant now) {
    List<X509Certificate> needed =
        pair.trust().stream()
            .filter(former ->
                carried.map(pods -> pods.thatNeed(former, ours.certificate()) > 0).orElse(true))
            .toList();
    List<X509Certificate> trust = ours.trust(needed, now);
    return new ServingPair(
        Stream.concat(Stream.of(pair.leaf()), ours.path(trust, now).stream()).toList(),
        pair.key(),
        trust);
  }

  /** The serving certificate is another's, and there is an authority of ours that can issue. */
  private CaPlan successor(
      CertificateState state, ServingPair pair, OwnAuthority ours, Instant now) {
    boolean isCrossSigned = ours.isCrossSignedBy(pair.trust(), now);
    if (!pair.trust().contains(ours.certificate())) {
      Instant due = successorDue(pair, now);
      boolean isDue = !now.isBefore(due) || isOrphan(pair) || isCrossSigned;
      return isDue || state.isAskedForAnother()
          ? new CaPlan.Publish(
              new ServingPair(pair.chain(), pair.key(), ours.trust(pair.trust(), now)),
              "there is a new authority")
          : new CaPlan.Keep(pair, due);
    }
    Instant last = end(pair, now).minus(margin(pair, FOREIGN_MARGIN));
    if (!now.isBefore(last)) {
      return issue(ours, pair, "it ends at " + end(pair, now));
    }
    Instant published = state.since().plus(overlap);
    if (now.isBefore(published)) {
      return new CaPlan.Keep(pair, earlier(last, published));
    }
    if (isCrossSigned || nobodyNeeds(pair, ours, state.carried())) {
      return issue(ours, pair, "there is a new authority, which everybody believes");
    }
    return new CaPlan.Keep(pair, earlier(last, now.plus(overlap)));
  }

  private static boolean nobodyNeeds(
      ServingPair pair, OwnAuthority ours, Optional<CarriedAuthorities> carried) {
    return carried.isPresent()
        && pair.trust().stream()
            .allMatch(former -> carried.get().thatNeed(former, ours.certificate()) == 0);
  }

  /** The serving certificate is good, and there is no authority of ours that can issue another. */
  private CaPlan withoutAuthority(CertificateState state, ServingPair pair, Instant now) {
    if (state.isAskedForAnother()) {
      return makeAuthority(state, now, "another is asked for");
    }
    if (isOrphan(pair)) {
      return makeAuthority(state, now, "the one before can't issue any more, or is lost");
    }
    Instant due = successorDue(pair, now);
    return now.isBefore(due)
        ? new CaPlan.Keep(pair, due)
        : makeAuthority(state, now, "what is served ends at " + end(pair, now));
  }

  private static CaPlan makeAuthority(CertificateState state, Instant now, String reason) {
    return new CaPlan.MakeAuthority(signer(state, now), reason);
  }

  /**
   * Whoever can sign a new authority so that clients believe it: ours, or a serving certificate
   * that is its own authority.
   */
  private static Optional<CertificateAuthority> signer(CertificateState state, Instant now) {
    Stream<CertificateAuthority> ours =
        state.authority().map(OwnAuthority::authority).stream()
            .filter(each ->
                state
                    .serving()
                    .map(pair -> pair.trust().contains(each.certificate()))
                    .orElse(true));
    Stream<CertificateAuthority> served =
        state.serving().stream()
            .filter(pair -> pair.trust().contains(pair.leaf()))
            .map(pair -> new CertificateAuthority(pair.leaf(), pair.key()));
    return Stream.concat(ours, served)
        .filter(each -> CertificateFacts.canSignAuthorities(each.certificate()))
        .filter(each -> CertificateFacts.validAt(each.certificate(), now))
        .filter(each -> CertificateFacts.pair(each.certificate(), each.key()))
        .findFirst();
  }

  /** Whether an authority of ours issued this that is no more; one that is found has not. */
  private static boolean isOrphan(ServingPair pair) {
    return LeafIssuer.isOurs(pair.leaf());
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
    if (pair.anchor(now).isEmpty()) {
      return Optional.of("its authority is not in ca.crt, or has ended");
    }
    List<String> uncovered = CertificateFacts.uncovered(leaf, names.required());
    if (!uncovered.isEmpty()) {
      return Optional.of("it is not valid for " + String.join(", ", uncovered));
    }
    return Optional.empty();
  }

  private static CaPlan issue(OwnAuthority ours, ServingPair former, String reason) {
    return new CaPlan.IssueLeaf(ours, former.trust(), reason);
  }

  private static Instant successorDue(ServingPair pair, Instant now) {
    return end(pair, now).minus(margin(pair, SUCCESSOR_MARGIN));
  }

  /** When nobody believes it any more. */
  private static Instant end(ServingPair pair, Instant now) {
    return earlier(
        CertificateFacts.end(pair.leaf()), CertificateFacts.end(pair.anchor(now).orElseThrow()));
  }

  private static Duration margin(ServingPair pair, Duration usual) {
    Duration third = CertificateFacts.lifetime(pair.leaf()).dividedBy(3);
    return third.compareTo(usual) < 0 ? third : usual;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
