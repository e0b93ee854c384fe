package io.higuma.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the keys and authorities of meshes as Kuma has them: RSA, signed with SHA-256. */
public final class MeshAuthorityIssuer {
  /** Of an authority whose mesh says nothing: ten years. */
  public static final Duration DEFAULT_LIFETIME = Duration.ofDays(3650);

  public static final int DEFAULT_BITS = 2048;

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(10);
  private static final String ENVOY_ADMIN = "Envoy Admin CA";

  private final InstantSource clock;
  private final SecureRandom random;

  public MeshAuthorityIssuer(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A key, as PEM of the form PKCS #1.
   *
   * @param bits of the modulus, 512 to 16384; from 8192 on it takes seconds
   */
  public String newKeyPem(int bits) {
    return Pem.writePkcs1(newKeys(bits).getPrivate());
  }

  /**
   * The authority of a mesh for a key that is there already.
   *
   * @param keyPem an RSA key
   * @throws IllegalArgumentException if it is none; the message holds nothing of it
   */
  public CertificateAuthority forMesh(String mesh, String keyPem, Duration lifetime) {
    PrivateKey key = Pem.key(keyPem);
    var spiffeId = new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://" + mesh);
    try {
      X509v3CertificateBuilder builder =
          builder(mesh, RsaKeys.publicKey(key), lifetime)
              .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(spiffeId));
      return authority(builder, key);
    } catch (CertIOException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  /** The authority that the control plane calls Envoy's admin interface by. */
  public CertificateAuthority forEnvoyAdmin() {
    KeyPair keys = newKeys(DEFAULT_BITS);
    return authority(builder(ENVOY_ADMIN, keys.getPublic(), DEFAULT_LIFETIME), keys.getPrivate());
  }

  private X509v3CertificateBuilder builder(String name, PublicKey key, Duration lifetime) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    X500Name subject =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, "Kuma")
            .addRDN(BCStyle.OU, "Mesh")
            .addRDN(BCStyle.CN, name)
            .build();
    var publicKey = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    var builder =
        new X509v3CertificateBuilder(
            subject,
            BigInteger.ZERO,
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(lifetime)),
            subject,
            publicKey);
    try {
      return builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(publicKey));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  private CertificateAuthority authority(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withRSA").setSecureRandom(random).build(key);
      return new CertificateAuthority(
          new JcaX509CertificateConverter().getCertificate(builder.build(signer)), key);
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  private KeyPair newKeys(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no RSA", e);
    }
  }
}
