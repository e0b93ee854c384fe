package io.higuma.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS server shows, and what its clients need to believe it. The text form never shows the
 * key.
 *
 * @param chain the server's own certificate first; never empty
 * @param trust authorities that clients trust; the newest first
 */
public record ServingPair(
    List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trust) {
  public ServingPair {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a serving pair needs a certificate");
    }
    chain = List.copyOf(chain);
    trust = List.copyOf(trust);
  }

  X509Certificate leaf() {
    return chain.getFirst();
  }

  /** The one of the trusted authorities by which this is believed. */
  Optional<X509Certificate> anchor(Instant now) {
    for (int i = 0; i < chain.size(); i++) {
      X509Certificate shown = chain.get(i);
      Optional<X509Certificate> anchor =
          trust.stream()
              .filter(each -> CertificateFacts.validAt(each, now))
              .filter(each -> each.equals(shown) || CertificateFacts.signedBy(shown, each))
              .findFirst();
      if (anchor.isPresent()) {
        return anchor;
      }
      if (i + 1 < chain.size() && !CertificateFacts.signedBy(shown, chain.get(i + 1))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Whether clients that call the server by this DNS name or IP address believe it. */
  public boolean isFor(String host) {
    return CertificateFacts.uncovered(leaf(), List.of(host)).isEmpty();
  }

  /** The DNS names and IP addresses that it is valid for. */
  public List<String> names() {
    return CertificateFacts.names(leaf());
  }

  /** The authorities as PEM, as a webhook's {@code caBundle} takes them. */
  public String trustPem() {
    return Pem.write(trust);
  }

  /** The server's certificate and what stands between it and its authority. */
  public String chainPem() {
    return Pem.write(chain);
  }

  /** The key as PKCS #8. For the TLS server and the Secret only. */
  public String keyPem() {
    return Pem.write(key);
  }

  @Override
  public String toString() {
    return "ServingPair[serial %s, valid until %s]"
        .formatted(leaf().getSerialNumber().toString(16), leaf().getNotAfter().toInstant());
  }
}
