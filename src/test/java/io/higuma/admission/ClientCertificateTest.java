package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.higuma.certs.ClientAuthority;
import io.higuma.certs.ServingPair;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhook as it answers nobody but the API server. */
class ClientCertificateTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final byte[] ANSWER = "{}".getBytes(UTF_8);
  private static final Signed AUTHORITY = authority("the API server's");
  private static final Signed OTHER = authority("somebody else's");

  private final AtomicLong nanos = new AtomicLong();

  @TempDir Path folder;

  /** A certificate and its key. */
  private record Signed(X509Certificate certificate, PrivateKey key) {
    String pem() {
      var text = new StringWriter();
      try (var writer = new JcaPEMWriter(text)) {
        writer.writeObject(certificate);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return text.toString();
    }
  }

  @AfterAll
  static void end() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void onlyWhoShowsAGoodCertificateIsAnswered(String protocol) throws Exception {
    try (LocalServer server = server(AUTHORITY.pem(), List.of("apiserver"))) {
      var good = client("apiserver", AUTHORITY, KeyPurposeId.id_kp_clientAuth, inAnHour());
      assertThat(isAnswered(server, protocol, good)).as("good").isTrue();
      assertThat(isAnswered(server, protocol, null)).as("none").isFalse();
      assertThat(
              isAnswered(
                  server,
                  protocol,
                  client("apiserver", OTHER, KeyPurposeId.id_kp_clientAuth, inAnHour())))
          .as("of another authority")
          .isFalse();
      assertThat(
              isAnswered(
                  server,
                  protocol,
                  client("kubelet", AUTHORITY, KeyPurposeId.id_kp_clientAuth, inAnHour())))
          .as("of another name")
          .isFalse();
      assertThat(
              isAnswered(
                  server,
                  protocol,
                  client("apiserver", AUTHORITY, KeyPurposeId.id_kp_serverAuth, inAnHour())))
          .as("of a server")
          .isFalse();
      assertThat(
              isAnswered(
                  server,
                  protocol,
                  client(
                      "apiserver",
                      AUTHORITY,
                      KeyPurposeId.id_kp_clientAuth,
                      Instant.now().minusSeconds(60))))
          .as("expired")
          .isFalse();
      assertThat(isAnswered(server, protocol, good)).as("good, after all of these").isTrue();
    }
  }

  @Test
  void withoutNamesAnyThatTheAuthoritySignedIsGood() throws Exception {
    try (LocalServer server = server(AUTHORITY.pem(), List.of())) {
      assertThat(
              isAnswered(
                  server,
                  "TLSv1.3",
                  client("anybody", AUTHORITY, KeyPurposeId.id_kp_clientAuth, inAnHour())))
          .isTrue();
      assertThat(isAnswered(server, "TLSv1.3", null)).isFalse();
    }
  }

  @Test
  void anotherFileCountsWithoutARestartAndABrokenOneDoesNot() throws Exception {
    var before = client("apiserver", AUTHORITY, KeyPurposeId.id_kp_clientAuth, inAnHour());
    var after = client("apiserver", OTHER, KeyPurposeId.id_kp_clientAuth, inAnHour());
    try (LocalServer server = server(AUTHORITY.pem(), List.of())) {
      assertThat(isAnswered(server, "TLSv1.3", after)).isFalse();
      // When: both, as in a rotation
      Files.writeString(file(), AUTHORITY.pem() + OTHER.pem());
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      // Then
      assertThat(isAnswered(server, "TLSv1.3", after)).isTrue();
      assertThat(isAnswered(server, "TLSv1.3", before)).isTrue();
      // When: half a file
      Files.writeString(file(), OTHER.pem().substring(0, 200));
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      assertThat(isAnswered(server, "TLSv1.3", after)).isTrue();
      // When: the new one alone, and the serving certificate changes as well
      Files.writeString(file(), OTHER.pem());
      nanos.addAndGet(Duration.ofSeconds(11).toNanos());
      ServingPair next = LocalServer.newCertificate();
      server.server().serve(next);
      assertThat(isAnswered(server, next, "TLSv1.3", before)).isFalse();
      assertThat(isAnswered(server, next, "TLSv1.3", after)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void aFileWithoutCertificatesStopsTheStart(String content) throws Exception {
    Files.writeString(file(), content);
    assertThatThrownBy(() -> new ClientAuthority(file(), List.of(), nanos::get))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("higuma.webhook.clientCaFile: ")
        .hasMessageContaining(file().toString());
  }

  private Path file() {
    return folder.resolve("ca.crt");
  }

  private LocalServer server(String authorities, List<String> names) throws IOException {
    Files.writeString(file(), authorities);
    AdmissionHandler quick = review -> ANSWER;
    return new LocalServer(
        VERTX,
        AdmissionLimits.forHeap(64 << 20),
        quick,
        quick,
        Optional.of(new ClientAuthority(file(), names, nanos::get)));
  }

  private static boolean isAnswered(
      LocalServer server, String protocol, @Nullable Signed certificate) {
    return isAnswered(server, server.certificate(), protocol, certificate);
  }

  /** By a connection of its own, without what an earlier one has agreed upon. */
  private static boolean isAnswered(
      LocalServer server, ServingPair trusted, String protocol, @Nullable Signed certificate) {
    try (var socket = (SSLSocket) context(trusted, certificate).getSocketFactory().createSocket()) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setSoTimeout(60_000);
      socket.connect(
          new java.net.InetSocketAddress(
              java.net.InetAddress.getLoopbackAddress(), server.server().port()));
      socket.getOutputStream().write(LocalServer.head(2));
      socket.getOutputStream().write(ANSWER);
      return LocalServer.read(socket.getInputStream()).status() == 200;
    } catch (IOException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(ServingPair trusted, @Nullable Signed certificate)
      throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
    trust.load(null, null);
    trust.setCertificateEntry("server", trusted.trust().getFirst());
    var trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    if (certificate != null) {
      own.setKeyEntry(
          "own", certificate.key(), new char[0], new X509Certificate[] {certificate.certificate()});
    }
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
    return context;
  }

  private static Instant inAnHour() {
    return Instant.now().plusSeconds(3600);
  }

  private static Signed authority(String name) {
    return signed(name, null, null, Instant.now().plusSeconds(7200));
  }

  private static Signed client(String name, Signed by, KeyPurposeId use, Instant end) {
    return signed(name, by, use, end);
  }

  private static Signed signed(
      String name, @Nullable Signed by, @Nullable KeyPurposeId use, Instant end) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair pair = generator.generateKeyPair();
      var subject = new X500Principal("CN=" + name + ",O=tests");
      var builder =
          new JcaX509v3CertificateBuilder(
              by == null ? subject : by.certificate().getSubjectX500Principal(),
              BigInteger.valueOf(System.nanoTime()),
              Date.from(Instant.now().minusSeconds(3600)),
              Date.from(end),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(by == null));
      if (use != null) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use));
      }
      PrivateKey signer = by == null ? pair.getPrivate() : by.key();
      return new Signed(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))),
          pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
