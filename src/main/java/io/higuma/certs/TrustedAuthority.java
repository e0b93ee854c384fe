package io.higuma.certs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** The certificates that sidecars trust the control plane by. */
public final class TrustedAuthority {
  private static final Logger LOG = Logger.getLogger(TrustedAuthority.class);

  private final Optional<Path> file;
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private volatile String pem;
  private volatile boolean known;
  private boolean isFileBad;

  private TrustedAuthority(Optional<Path> file, String pem) {
    this.file = file;
    this.pem = pem;
    this.known = file.isPresent();
  }

  /** Follows the certificate that we serve; empty until there is one. */
  public static TrustedAuthority ofTheServingCertificate() {
    return new TrustedAuthority(Optional.empty(), "");
  }

  /**
   * What a file of the platform's holds, whatever we serve.
   *
   * @throws UncheckedIOException if it can't be read
   */
  public static TrustedAuthority ofFile(Path file) {
    try {
      return new TrustedAuthority(Optional.of(file), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** PEM; may be empty. */
  public String pem() {
    return pem;
  }

  /** Whether {@link #pem} is what sidecars get from now on; before, no certificate is served. */
  public boolean isKnown() {
    return known;
  }

  /** Has this done whenever the certificates have become others; it must not wait. */
  public void whenRenewed(Runnable follower) {
    followers.add(follower);
  }

  /** Takes over the authorities of a new serving certificate. */
  public void renew(String newPem) {
    if (file.isEmpty()) {
      replace(newPem);
    }
  }

  /**
   * Reads the file again, if it is one. What can't be used is said once, and that of before stays.
   * To be called now and then, from one thread.
   */
  public void look() {
    if (file.isEmpty()) {
      return;
    }
    try {
      String now = Files.readString(file.get());
      if (now.equals(pem)) {
        isFileBad = false;
      } else if (TrustAnchors.areCertificates(now)) {
        isFileBad = false;
        LOG.infov(
            "New pods trust the control plane by what {0} holds now: {1}",
            file.get(), String.join(", ", AuthorityFingerprints.ofPem(now)));
        replace(now);
      } else {
        refuse("it is not PEM with certificates only");
      }
    } catch (IOException e) {
      refuse("it can't be read");
    }
  }

  private void refuse(String problem) {
    if (!isFileBad) {
      isFileBad = true;
      LOG.warnv(
          "{0} has changed, but {1}: new pods get the certificates of before",
          file.orElseThrow(), problem);
    }
  }

  private void replace(String newPem) {
    boolean changed = !newPem.equals(pem);
    pem = newPem;
    known = true;
    if (changed) {
      followers.forEach(Runnable::run);
    }
  }
}
