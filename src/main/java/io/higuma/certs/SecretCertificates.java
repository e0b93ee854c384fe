package io.higuma.certs;

import io.higuma.certs.SecretStore.StoredSecret;
import io.higuma.events.EventType;
import io.higuma.metadata.Annotations;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keeps the serving certificate and our authority in Secrets, and makes and renews them there. Not
 * for several threads.
 */
public final class SecretCertificates implements CertificateSource {
  private static final Logger LOG = Logger.getLogger(SecretCertificates.class);

  /** Enough for every replica of a rollout to lose once to each other. */
  private static final int ATTEMPTS = 6;

  /** A timer may not know of a clock that was set, so no sleep is longer. */
  private static final Duration LONGEST_SLEEP = Duration.ofHours(12);

  private final SecretStore secrets;
  private final CaPlanner planner;
  private final Supplier<Optional<CarriedAuthorities>> carried;
  private final AuthorityEvents events;
  private final Supplier<LeafIssuer> issuer;
  private final InstantSource clock;

  private Optional<ServingPair> seen = Optional.empty();
  private Instant since = Instant.MIN;

  /**
   * @param names those of the server
   * @param overlap how long each step of a change of the authority lasts at the least
   * @param carried what pods trust, as far as it is known; asked at each look
   * @param issuer asked when there is something to issue, which is seldom
   */
  public SecretCertificates(
      SecretStore secrets,
      ServingNames names,
      Duration overlap,
      Supplier<Optional<CarriedAuthorities>> carried,
      AuthorityEvents events,
      Supplier<LeafIssuer> issuer,
      InstantSource clock) {
    this.secrets = secrets;
    this.planner = new CaPlanner(names, overlap);
    this.carried = carried;
    this.events = events;
    this.issuer = issuer;
    this.clock = clock;
  }

  @Override
  public Current current() {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<StoredSecret> serving = secrets.read(CertificateSecrets.SERVING);
      Optional<StoredSecret> authority = secrets.read(CertificateSecrets.AUTHORITY);
      Instant now = clock.instant();
      CertificateState state = state(serving, authority, now);
      switch (planner.plan(state, now)) {
        case CaPlan.Keep(var pair, var until) -> {
          return new Current(pair, earlier(until, now.plus(LONGEST_SLEEP)));
        }
        case CaPlan.IssueLeaf(var ours, var trust, var reason) -> {
          LOG.infov("Issuing a serving certificate; of the one before: {0}", reason);
          store(serving, issuer.get().issue(ours, planner.names().all(), trust), Set.of());
        }
        case CaPlan.MakeAuthority(var signer, var reason) -> {
          LOG.infov("Making a certificate authority; the reason: {0}", reason);
          make(authority, signer, state);
        }
        case CaPlan.Publish(var pair, var reason) -> {
          LOG.infov("Changing what clients trust: {0}", reason);
          store(serving, pair, Set.of(Annotations.ROTATE_AUTHORITY.name()));
        }
        case CaPlan.Retire(var pair, var reason) -> {
          LOG.infov("Changing what clients trust: {0}", reason);
          if (store(serving, pair, Set.of())) {
            events.tell(
                EventType.NORMAL,
                "CertificateAuthorityRetired",
                "No pod needs the former authority of the control plane any more; "
                    + trusted(pair));
          }
        }
      }
      // Read again: what counts is what is stored, by us or by another replica.
    }
    throw new IllegalStateException("other writers change the certificate again and again");
  }

  private CertificateState state(
      Optional<StoredSecret> serving, Optional<StoredSecret> authority, Instant now) {
    Optional<ServingPair> pair = serving.flatMap(CertificateSecrets::serving);
    // A clock that was set back must not stretch a step.
    if (!pair.equals(seen) || now.isBefore(since)) {
      seen = pair;
      since = now;
    }
    boolean isAsked =
        serving
            .filter(secret -> secret.annotations().contains(Annotations.ROTATE_AUTHORITY.name()))
            .isPresent();
    return new CertificateState(
        pair,
        authority.flatMap(CertificateSecrets::authority),
        isAsked ? CertificateState.Request.ANOTHER_AUTHORITY : CertificateState.Request.NONE,
        carried.get(),
        since);
  }

  private void make(
      Optional<StoredSecret> former,
      Optional<CertificateAuthority> signer,
      CertificateState state) {
    LeafIssuer maker = issuer.get();
    CertificateAuthority made = maker.newAuthority();
    var crossCertificates = new ArrayList<X509Certificate>();
    signer.ifPresent(one -> {
      crossCertificates.add(maker.crossSign(made.certificate(), one));
      state
          .authority()
          .filter(ours -> ours.certificate().equals(one.certificate()))
          .ifPresent(ours -> crossCertificates.addAll(ours.crossCertificates()));
    });
    var ours = new OwnAuthority(made, crossCertificates, state.trusted());
    boolean isStored =
        secrets.write(
            CertificateSecrets.AUTHORITY,
            former,
            new SecretStore.Content(
                CertificateSecrets.AUTHORITY_TYPE, CertificateSecrets.data(ours), Set.of()));
    if (isStored) {
      tell(ours, state.trusted().isEmpty());
    }
  }

  private void tell(OwnAuthority made, boolean isFirst) {
    String name = AuthorityFingerprints.of(made.certificate());
    if (isFirst) {
      events.tell(
          EventType.NORMAL,
          "CertificateAuthorityMade",
          "The control plane has an authority: " + name);
    } else if (made.crossCertificates().isEmpty()) {
      String sentence =
          "The control plane has a new authority, %s, which the former one could not sign: its key is lost or not ours. Pods made before trust the former one alone, and have to be made anew before it goes"
              .formatted(name);
      LOG.warn(sentence);
      events.tell(EventType.WARNING, "CertificateAuthorityUnsigned", sentence);
    } else {
      events.tell(
          EventType.NORMAL,
          "CertificateAuthorityMade",
          "The control plane has a new authority, %s, signed by the former one: pods that trust either go on"
              .formatted(name));
    }
  }

  private boolean store(Optional<StoredSecret> former, ServingPair pair, Set<String> done) {
    boolean isWritten =
        secrets.write(
            CertificateSecrets.SERVING,
            former,
            new SecretStore.Content(
                CertificateSecrets.SERVING_TYPE, CertificateSecrets.data(pair), done));
    if (isWritten) {
      LOG.infov("Stored {0}; {1}", pair, trusted(pair));
    }
    return isWritten;
  }

  private static String trusted(ServingPair pair) {
    List<String> names = pair.trust().stream().map(AuthorityFingerprints::of).toList();
    return "trusted: " + String.join(", ", names);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
