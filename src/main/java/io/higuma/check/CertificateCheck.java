package io.higuma.check;

import io.higuma.certs.PemCertificates;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * How long a certificate is valid.
 *
 * @param what the beginning of a sentence
 * @param pem empty if there is none, which others find
 * @param part which of several decides
 */
record CertificateCheck(
    String what, Known<Optional<String>> pem, Part part, String cure, Instant now)
    implements Check {
  private static final String CHECK = "certificates";
  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration NOW = Duration.ofDays(7);

  /** Which of several certificates decides. */
  enum Part {
    /** The one that is served; the others are its authorities. */
    FIRST,
    /** The longest: of authorities, old ones stay for a while. */
    LAST
  }

  @Override
  public List<Finding> findings() {
    return switch (pem) {
      case Known.Denied<Optional<String>>(var why) ->
          List.of(Finding.skipped(CHECK, what + " is not known", why));
      case Known.Value<Optional<String>>(var text) -> text.map(this::of).stream().toList();
    };
  }

  private Finding of(String text) {
    PemCertificates certificates;
    try {
      certificates = PemCertificates.of(text);
    } catch (IllegalArgumentException e) {
      return Finding.error(
          CHECK, "%s can't be read: there is %s".formatted(what, e.getMessage()), cure);
    }
    Instant end =
        switch (part) {
          case FIRST -> certificates.firstEnd();
          case LAST -> certificates.lastEnd();
        };
    Duration left = Duration.between(now, end);
    String until = end.truncatedTo(ChronoUnit.SECONDS).toString();
    if (left.isNegative()) {
      return Finding.error(CHECK, "%s expired on %s".formatted(what, until), cure);
    }
    if (part == Part.FIRST && certificates.beginsAfter(now)) {
      return Finding.error(
          CHECK, what + " is not valid yet", "set the clocks of this machine and the nodes right");
    }
    String sentence = "%s is valid until %s".formatted(what, until);
    if (left.compareTo(NOW) < 0) {
      return Finding.error(CHECK, sentence + ", less than 7 days", cure);
    }
    return left.compareTo(SOON) < 0
        ? Finding.warning(CHECK, sentence + ", less than 30 days", cure)
        : Finding.ok(CHECK, sentence);
  }
}
