package io.higuma.certs;

/** The certificates that sidecars trust the control plane by. */
public final class TrustedAuthority {
  private final boolean renewable;
  private volatile String pem;

  private TrustedAuthority(boolean renewable, String pem) {
    this.renewable = renewable;
    this.pem = pem;
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

  /** Takes over the authorities of a new serving certificate. */
  public void renew(String newPem) {
    if (renewable) {
      pem = newPem;
    }
  }
}
