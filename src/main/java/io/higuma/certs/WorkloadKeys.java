package io.higuma.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Collection;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The kinds of keys that data planes are given. */
public enum WorkloadKeys {
  /** ECDSA on P-256: made in a quarter of a millisecond, and cheap in every handshake. */
  P256("EC", KeyUsage.keyAgreement | KeyUsage.digitalSignature) {
    @Override
    AlgorithmParameterSpec size() {
      return new ECGenParameterSpec("secp256r1");
    }
  },

  /**
   * What Kuma gives. It takes 75 ms of a core to make one, so it is for meshes alone whose cipher
   * suites let no other in.
   */
  RSA_2048("RSA", KeyUsage.keyEncipherment | KeyUsage.keyAgreement | KeyUsage.digitalSignature) {
    @Override
    AlgorithmParameterSpec size() {
      return new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4);
    }
  };

  private static final int BITS = 2048;

  private final String algorithm;
  private final int usage;

  WorkloadKeys(String algorithm, int usage) {
    this.algorithm = algorithm;
    this.usage = usage;
  }

  abstract AlgorithmParameterSpec size();

  /**
   * The kind that a mesh can do with.
   *
   * @param ciphers TLS 1.2 cipher suites as Envoy names them; empty is Envoy's own choice, which
   *     has both kinds
   */
  public static WorkloadKeys forCiphers(Collection<String> ciphers) {
    return ciphers.isEmpty() || ciphers.stream().anyMatch(cipher -> cipher.contains("ECDSA"))
        ? P256
        : RSA_2048;
  }

  /** What a certificate says that such a key is for. */
  KeyUsage usage() {
    return new KeyUsage(usage);
  }

  /** A new key. */
  KeyPair next(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size(), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no " + algorithm, e);
    }
  }
}
