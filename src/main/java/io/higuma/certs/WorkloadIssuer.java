package io.higuma.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.SortedMap;
import java.util.SortedSet;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** Makes the certificates that data planes know each other by. */
public final class WorkloadIssuer {
  /** Of a certificate when the mesh says nothing. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);

  private static final String SERVICE = "kuma.io/service";
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);
  private static final X500Name NOBODY = new X500Name(new RDN[0]);
  private static final int BITS = 2048;
  private static final int SERIAL_BITS = 128;

  private final InstantSource clock;
  private final SecureRandom random;

  public WorkloadIssuer(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** A certificate and its key. The text form never shows the key. */
  public record Identity(X509Certificate certificate, PrivateKey key) {
    @Override
    public String toString() {
      return "Identity[serial %s]".formatted(certificate.getSerialNumber().toString(16));
    }
  }

  /**
   * A certificate for a data plane.
   *
   * @param tags of all its inbounds, with all their values; {@code kuma.io/service} among them
   */
  public Identity issue(
      CertificateAuthority authority,
      String mesh,
      SortedMap<String, SortedSet<String>> tags,
      Duration lifetime) {
    KeyPair keys = newKeys();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
            serial(),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(lifetime)),
            NOBODY,
            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    return new Identity(
        authority.sign(extended(builder, authority, mesh, tags), random), keys.getPrivate());
  }

  private static X509v3CertificateBuilder extended(
      X509v3CertificateBuilder builder,
      CertificateAuthority authority,
      String mesh,
      SortedMap<String, SortedSet<String>> tags) {
    try {
      return builder
          .addExtension(
              Extension.keyUsage,
              true,
              new KeyUsage(
                  KeyUsage.keyEncipherment | KeyUsage.keyAgreement | KeyUsage.digitalSignature))
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
          .addExtension(
              Extension.subjectAlternativeName, true, new GeneralNames(names(mesh, tags)));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  /** The services first, as SPIFFE names them; then every tag. */
  private static GeneralName[] names(String mesh, SortedMap<String, SortedSet<String>> tags) {
    var names = new ArrayList<String>();
    tags.getOrDefault(SERVICE, Collections.emptySortedSet())
        .forEach(service -> names.add("spiffe://%s/%s".formatted(mesh, service)));
    tags.forEach(
        (tag, values) -> values.forEach(value -> names.add("kuma://%s/%s".formatted(tag, value))));
    return names.stream()
        .map(name -> new GeneralName(GeneralName.uniformResourceIdentifier, name))
        .toArray(GeneralName[]::new);
  }

  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no RSA", e);
    }
  }

  /** Never zero. */
  private BigInteger serial() {
    BigInteger serial = new BigInteger(SERIAL_BITS, random);
    return serial.signum() == 0 ? BigInteger.ONE : serial;
  }
}
