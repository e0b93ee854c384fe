package io.higuma.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.util.IPAddress;

/** Makes the certificates that the control plane and Envoy's admin interfaces show each other. */
public final class EnvoyAdminIssuer {
  /** The name that Envoy lets in, and no other. */
  private static final String CONTROL_PLANE = "kuma-cp";

  /** Of what the control plane shows: one is made for each call. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  /** A sidecar gets one when it connects, and may run for long. */
  private static final Duration LIFETIME_OF_PROXY = Duration.ofDays(3650);

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 126;

  private final InstantSource clock;
  private final SecureRandom random;

  public EnvoyAdminIssuer(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** What the control plane shows to Envoy. */
  public WorkloadIssuer.Identity forControlPlane(CertificateAuthority authority) {
    return issue(authority, new GeneralName(GeneralName.dNSName, CONTROL_PLANE), LIFETIME);
  }

  /**
   * What an Envoy shows to the control plane.
   *
   * @param address where it is called: an IP address, or a host name
   */
  public WorkloadIssuer.Identity forProxy(CertificateAuthority authority, String address) {
    boolean isAddress = IPAddress.isValid(address);
    int kind = isAddress ? GeneralName.iPAddress : GeneralName.dNSName;
    return issue(authority, new GeneralName(kind, address), LIFETIME_OF_PROXY);
  }

  private WorkloadIssuer.Identity issue(
      CertificateAuthority authority, GeneralName name, Duration lifetime) {
    KeyPair keys = newKeys();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
                  authority.certificate().getSubjectX500Principal(),
                  new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(lifetime)),
                  new X500Principal("CN=envoy-admin"), // nobody reads it: the name is below
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(
                      new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                      }))
              .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(name));
      return new WorkloadIssuer.Identity(
          List.of(authority.sign(builder, random)), keys.getPrivate());
    } catch (CertIOException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  /** Of a kind that is made in no time. */
  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no elliptic curves", e);
    }
  }
}
