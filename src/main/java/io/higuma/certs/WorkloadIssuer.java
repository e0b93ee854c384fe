package io.higuma.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** Makes the certificates that data planes know each other by. */
public final class WorkloadIssuer {
  /** Of a certificate when the mesh says nothing. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);
  private static final X500Name NOBODY = new X500Name(new RDN[0]);
  private static final int SERIAL_BITS = 128;

  private final InstantSource clock;
  private final SecureRandom random;

  public WorkloadIssuer(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A certificate and its key. The text form never shows the key.
   *
   * @param chain the certificate first, then what is between it and its root
   */
  public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public Identity {
      chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
      return chain.getFirst();
    }

    /** As PEM. */
    public String chainPem() {
      return Pem.write(chain);
    }

    /** As PEM of the form PKCS #8. For the proxy it belongs to alone. */
    public String keyPem() {
      return Pem.write(key);
    }

    public Instant until() {
      return CertificateFacts.end(certificate());
    }

    @Override
    public String toString() {
      return "Identity[serial %s]".formatted(certificate().getSerialNumber().toString(16));
    }
  }

  /**
   * What a certificate is to say.
   *
   * @param names URIs, in this order
   * @param lifetime cut off where the authority's own ends
   */
  public record Order(
      SigningAuthority authority, List<String> names, Duration lifetime, WorkloadKeys keys) {
    public Order {
      names = List.copyOf(names);
    }
  }

  /**
   * A certificate for a data plane.
   *
   * @throws CannotSignException if the authority can't sign now
   */
  public Identity issue(Order order) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CertificateAuthority authority = order.authority().issuer();
    Instant until = end(authority, now, order.lifetime());
    KeyPair keys = order.keys().next(random);
    var builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
            serial(),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(until),
            NOBODY,
            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    var chain = new ArrayList<X509Certificate>();
    chain.add(signed(authority, extended(builder, authority, order)));
    chain.addAll(order.authority().chain());
    return new Identity(chain, keys.getPrivate());
  }

  private static Instant end(CertificateAuthority authority, Instant now, Duration lifetime) {
    X509Certificate certificate = authority.certificate();
    if (!CertificateFacts.validAt(certificate, now)) {
      throw new CannotSignException(
          "its certificate is valid from %s to %s only"
              .formatted(CertificateFacts.begin(certificate), CertificateFacts.end(certificate)));
    }
    Instant end = CertificateFacts.end(certificate);
    Duration left = Duration.between(now, end);
    return lifetime.compareTo(left) < 0 ? now.plus(lifetime) : end;
  }

  private X509Certificate signed(
      CertificateAuthority authority, X509v3CertificateBuilder certificate) {
    try {
      return authority.sign(certificate, random);
    } catch (IllegalStateException e) {
      // Not the message: who knows what a library quotes.
      throw new CannotSignException(
          "its %s key can't sign, or is too small".formatted(authority.key().getAlgorithm()));
    }
  }

  private static X509v3CertificateBuilder extended(
      X509v3CertificateBuilder builder, CertificateAuthority authority, Order order) {
    try {
      return builder
          .addExtension(Extension.keyUsage, true, order.keys().usage())
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                  }))
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.publicKey()))
          // Critical, since there is no subject.
          .addExtension(Extension.subjectAlternativeName, true, names(order.names()));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  private static GeneralNames names(List<String> uris) {
    return new GeneralNames(
        uris.stream()
            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
            .toArray(GeneralName[]::new));
  }

  /** Never zero. */
  private BigInteger serial() {
    BigInteger serial = new BigInteger(SERIAL_BITS, random);
    return serial.signum() == 0 ? BigInteger.ONE : serial;
  }
}
