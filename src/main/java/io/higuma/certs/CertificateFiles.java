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

  /** What the kubelet leads to the files of one time by. */
  private static final String ATOMIC = "..data";

  @Override
  public Current current() {
    Path files = files();
    var pair =
        new ServingPair(
            Pem.certificates(read(files, CertificateSecrets.CHAIN)),
            Pem.key(read(files, CertificateSecrets.KEY)),
            Files.exists(files.resolve(CertificateSecrets.TRUST))
                ? Pem.certificates(read(files, CertificateSecrets.TRUST))
                : List.of());
    if (!CertificateFacts.pair(pair.leaf(), pair.key())) {
      // Seen between two writes; the next look finds both.
      throw new IllegalStateException(
          "tls.key and tls.crt in " + folder + " do not belong together");
    }
    return new Current(pair, clock.instant().plus(PERIOD));
  }

  /** So that no file is read of another time than the others. */
  private Path files() {
    Path link = folder.resolve(ATOMIC);
    try {
      return Files.isDirectory(link) ? link.toRealPath() : folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + link, e);
    }
  }

  private static String read(Path files, String file) {
    try {
      return Files.readString(files.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + files.resolve(file), e);
    }
  }
}
