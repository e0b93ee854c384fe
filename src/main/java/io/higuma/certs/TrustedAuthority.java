package io.higuma.certs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The certificates that sidecars trust the control plane by. */
public final class TrustedAuthority {
  private final boolean renewable;
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private volatile String pem;
  private volatile boolean known;

  private TrustedAuthority(boolean renewable, String pem) {
    this.renewable = renewable;
    this.pem = pem;
    this.known = !renewable;
  }

  /** Follows the certificate that we serve; empty until there is one. */
  public static TrustedAuthority ofTheServingCertificate() {
    return new TrustedAuthority(true, "");
  }

  /** What the platform's settings name, whatever we serve. */
  public static TrustedAuthority fixed(String pem) {
    return new TrustedAuthority(false, pem);
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
    if (!renewable) {
      return;
    }
    boolean changed = !newPem.equals(pem);
    pem = newPem;
    known = true;
    if (changed) {
      followers.forEach(Runnable::run);
    }
  }
}
