package io.higuma.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.certs.MeshAuthorityIssuer;
import io.higuma.units.Lifetime;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.Duration;
import java.util.List;
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

  static boolean isSecretName(String name) {
    return name.length() <= SecretNames.MAX_LENGTH && DNS_NAME.matcher(name).matches();
  }

  static Optional<Integer> bits(JsonNode node, FieldPath path, List<Violation> found) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.of(MeshAuthorityIssuer.DEFAULT_BITS);
    }
    int bits = node.asInt(-1); // of a number in quotes too, as JSON of protobuf may have it
    if (bits < MIN_BITS || bits > MAX_BITS) {
      found.add(new Violation(path, "must be in %d..%d".formatted(MIN_BITS, MAX_BITS)));
      return Optional.empty();
    }
    return Optional.of(bits);
  }

  static Optional<Duration> lifetime(JsonNode node, FieldPath path, List<Violation> found) {
    if (node.isMissingNode() || node.isNull() || node.asText("-").isEmpty()) {
      return Optional.of(MeshAuthorityIssuer.DEFAULT_LIFETIME);
    }
    Optional<Duration> lifetime =
        Lifetime.parse(node.asText())
            .filter(Duration::isPositive)
            .filter(duration -> duration.compareTo(MAX_LIFETIME) <= 0);
    if (lifetime.isEmpty()) {
      found.add(
          new Violation(
              path,
              "has to be a valid format: a number with one of y, w, d, h, m, s, ms, such as 10y"));
    }
    return lifetime;
  }
}
