package io.higuma.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes authorities and serving certificates: ECDSA on P-256, signed with SHA-256. */
public final class LeafIssuer {
  static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
  static final Duration LEAF_LIFETIME = Duration.ofDays(365);

  /** Certificates begin this much in the past, for clients whose clock is behind ours. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** 126 bits and a sign: unguessable, and within the 20 octets that certificates allow. */
  private static final int SERIAL_BITS = 126;

  private static final String AUTHORITY_NAME = "higuma-ca-";

  private final InstantSource clock;
  private final SecureRandom random;

  public LeafIssuer(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new authority that nobody trusts yet. */
  public CertificateAuthority newAuthority() {
    KeyPair keys = newKeys();
    // The name tells two authorities of ours apart when clients trust both during a change.
    var name = new X500Principal("CN=" + AUTHORITY_NAME + serial().toString(16).substring(0, 8));
    try {
      var builder =
          ofAuthority(
              builder(name, name, keys.getPublic(), now().plus(AUTHORITY_LIFETIME)),
              keys.getPublic());
      return new CertificateAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
    } catch (CertIOException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  /**
   * A certificate for an authority by another, so that whoever trusts the other believes it.
   *
   * @param signer valid now, and one that may sign authorities
   */
  X509Certificate crossSign(X509Certificate authority, CertificateAuthority signer) {
    Instant end = CertificateFacts.end(authority);
    Instant last = CertificateFacts.end(signer.certificate());
    try {
      X509v3CertificateBuilder builder =
          ofAuthority(
              builder(
                  signer.certificate().getSubjectX500Principal(),
                  authority.getSubjectX500Principal(),
                  authority.getPublicKey(),
                  end.isBefore(last) ? end : last),
              authority.getPublicKey());
      byte[] identifier =
          signer.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId());
      if (identifier != null) {
        // Its own words: who made it may have named its key in another way than we do.
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            new AuthorityKeyIdentifier(
                SubjectKeyIdentifier.getInstance(
                        ASN1OctetString.getInstance(identifier).getOctets())
                    .getKeyIdentifier()));
      }
      return signer.sign(builder, random);
    } catch (CertIOException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  /** A certificate for a server, by an authority that others may have signed. */
  ServingPair issue(OwnAuthority ours, List<String> hosts, List<X509Certificate> formerTrust) {
    ServingPair plain = issue(ours.authority(), hosts, formerTrust);
    var chain = new ArrayList<>(plain.chain());
    chain.addAll(ours.path(plain.trust(), clock.instant()));
    return new ServingPair(chain, plain.key(), plain.trust());
  }

  /** Whether an authority that was made here has issued it. */
  static boolean isOurs(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().getName().startsWith("CN=" + AUTHORITY_NAME);
  }

  /**
   * A certificate for a server.
   *
   * @param hosts DNS names and IP addresses; not empty
   * @param formerTrust authorities that clients trusted until now; those still valid stay trusted,
   *     so that nobody has to change at the same instant
   */
  public ServingPair issue(
      CertificateAuthority authority, List<String> hosts, List<X509Certificate> formerTrust) {
    KeyPair keys = newKeys();
    GeneralName[] names = hosts.stream().map(HostName::general).toArray(GeneralName[]::new);
    X500Principal issuer = authority.certificate().getSubjectX500Principal();
    try {
      var builder =
          builder(
                  issuer,
                  new X500Principal("CN=higuma"),
                  keys.getPublic(),
                  now().plus(LEAF_LIFETIME))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions().createAuthorityKeyIdentifier(authority.publicKey()));
      X509Certificate leaf = sign(builder, authority.key());
      List<X509Certificate> trust =
          new OwnAuthority(authority, List.of(), List.of()).trust(formerTrust, clock.instant());
      return new ServingPair(List.of(leaf), keys.getPrivate(), trust);
    } catch (CertIOException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer, serial(), Date.from(now().minus(CLOCK_SKEW)), Date.from(end), subject, key);
  }

  /** Without a limit to what it may sign in turn: that of an old one would end the next change. */
  private static X509v3CertificateBuilder ofAuthority(
      X509v3CertificateBuilder builder, PublicKey key) throws CertIOException {
    return builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .addExtension(
            Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(key));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no elliptic curves", e);
    }
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
  }

  private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      var signer =
          new JcaContentSignerBuilder("SHA256withECDSA").setSecureRandom(random).build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("this JVM cannot make certificates", e);
    }
  }

  private static JcaX509ExtensionUtils extensions() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no SHA-1, which names keys", e);
    }
  }
}
