package io.higuma.certs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A serving certificate that somebody else puts into a folder, such as cert-manager. Nothing is
 * written; without {@code ca.crt} clients get their trust elsewhere.
 */
public record CertificateFiles(Path folder, InstantSource clock) implements CertificateSource {
  /** Two small files; the kubelet takes up to a minute to bring a change of them. */
  private static final Duration PERIOD = Duration.ofSeconds(10);

  @Override
  public Current current() {
    var pair =
        new ServingPair(
            Pem.certificates(read(CertificateSecrets.CHAIN)),
            Pem.key(read(CertificateSecrets.KEY)),
            Files.exists(folder.resolve(CertificateSecrets.TRUST))
                ? Pem.certificates(read(CertificateSecrets.TRUST))
                : List.of());
    if (!CertificateFacts.pair(pair.leaf(), pair.key())) {
      // Seen between two writes; the next look finds both.
      throw new IllegalStateException(
          "tls.key and tls.crt in " + folder + " do not belong together");
    }
    return new Current(pair, clock.instant().plus(PERIOD));
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder.resolve(file), e);
    }
  }
}
