package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The authority that signs for a mesh: the one that signs, what is between it and a root, and the
 * roots that proxies believe. The text form never shows the key.
 *
 * @param chain what a proxy shows behind its own certificate; empty if the one that signs is a root
 * @param roots never empty
 */
public record SigningAuthority(
    CertificateAuthority issuer, List<X509Certificate> chain, List<X509Certificate> roots) {
  public SigningAuthority {
    chain = List.copyOf(chain);
    roots = List.copyOf(roots);
  }

  /**
   * Reads a pair. A root is a certificate that signed itself; of certificates without any, the last
   * counts as one. Roots beside that of the chain are believed as well, so that a change of root
   * can have an overlap.
   *
   * @param certificates PEM: the one that signs first, then those above it
   * @throws IllegalArgumentException if it can't be read; the message has nothing of the key
   */
  public static SigningAuthority ofPem(String certificates, String key) {
    List<X509Certificate> all = Pem.certificates(certificates);
    var chain = new ArrayList<X509Certificate>();
    var roots = new ArrayList<X509Certificate>();
    for (X509Certificate one : all) {
      (isRoot(one) ? roots : chain).add(one);
    }
    if (roots.isEmpty()) {
      roots.add(chain.removeLast());
    }
    if (isRoot(all.getFirst())) {
      chain.clear(); // Whatever it is, it is not above the one that signs.
    }
    return new SigningAuthority(
        new CertificateAuthority(all.getFirst(), Pem.key(key)), chain, roots);
  }

  private static boolean isRoot(X509Certificate certificate) {
    return CertificateFacts.signedBy(certificate, certificate);
  }

  /** What proxies believe, as PEM. */
  public String rootsPem() {
    return Pem.write(roots);
  }

  @Override
  public String toString() {
    return "SigningAuthority[%s, serial %s]"
        .formatted(
            issuer.certificate().getSubjectX500Principal(),
            issuer.certificate().getSerialNumber().toString(16));
  }
}
