package io.higuma.mesh;

import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.units.Lifetime;
import io.higuma.validation.SpecNode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the parts of a builtin authority must be. */
final class BuiltinConfRules {
  private static final Pattern DNS_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  /** Below it, data planes refuse the certificate. */
  private static final int MIN_BITS = 1024;

  /** Above it, a key takes minutes of a CPU. */
  private static final int MAX_BITS = 8192;

  /** Certificates end before the year 10000. */
  private static final Duration MAX_LIFETIME = Duration.ofDays(365L * 1000);

  private BuiltinConfRules() {}

  /**
   * Notes a name that no Secret can have.
   *
   * @param at where clients expect it
   */
  static boolean isSecretName(String name, SpecNode at) {
    if (name.length() > SecretNames.MAX_LENGTH) {
      at.reject(
          "the name of the secret %s must be no more than %d characters"
              .formatted(SpecNode.shortened(name), SecretNames.MAX_LENGTH));
      return false;
    }
    if (!DNS_NAME.matcher(name).matches()) {
      at.reject(
          "the name of the secret %s must consist of lower case alphanumeric characters, '-' or '.'"
              .formatted(SpecNode.shortened(name)));
      return false;
    }
    return true;
  }

  /** Empty if it is noted. */
  static Optional<Integer> bits(SpecNode node) {
    if (node.isAbsent()) {
      return Optional.of(MeshAuthorityIssuer.DEFAULT_BITS);
    }
    Optional<Long> given = node.integer();
    Optional<Integer> bits =
        given.filter(number -> number >= MIN_BITS && number <= MAX_BITS).map(Long::intValue);
    if (given.isPresent() && bits.isEmpty()) {
      node.reject("must be in %d..%d".formatted(MIN_BITS, MAX_BITS));
    }
    return bits;
  }

  /** Empty if it is noted. */
  static Optional<Duration> lifetime(SpecNode node) {
    if (node.isEmpty()) {
      return Optional.of(MeshAuthorityIssuer.DEFAULT_LIFETIME);
    }
    Optional<String> given = node.text();
    Optional<Duration> lifetime =
        given
            .flatMap(Lifetime::parse)
            .filter(Duration::isPositive)
            .filter(duration -> duration.compareTo(MAX_LIFETIME) <= 0);
    if (given.isPresent() && lifetime.isEmpty()) {
      node.reject(
          "has to be a valid format: a number with one of y, w, d, h, m, s, ms, such as 10y");
    }
    return lifetime;
  }
}
