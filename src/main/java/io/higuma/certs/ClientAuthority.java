package io.higuma.certs;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jboss.logging.Logger;

/**
 * Believes clients whose certificate an authority has signed that stands in a file, and, where
 * names are given, that has one of these as its common name. The file is read again from time to
 * time; one that can't be read leaves in force what was read before.
 */
public final class ClientAuthority extends X509ExtendedTrustManager {
  private static final Logger LOG = Logger.getLogger(ClientAuthority.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Path file;
  private final Set<String> names;
  private final LongSupplier nanos;

  private Known known;
  private long readAt;
  private long toldAt;

  /** What was read last. */
  private record Known(String text, X509ExtendedTrustManager manager) {}

  /**
   * @param names common names; none for any
   * @param nanos the time, as {@link System#nanoTime} has it
   * @throws IllegalStateException if the file can't be read, or holds anything but certificates
   */
  public ClientAuthority(Path file, List<String> names, LongSupplier nanos) {
    this.file = file;
    this.names = Set.copyOf(names);
    this.nanos = nanos;
    known = read(file);
    readAt = nanos.getAsLong();
    toldAt = readAt - Duration.ofMinutes(1).toNanos();
  }

  /**
   * What is wrong with a file, before it is used; empty if it can be.
   *
   * @return a sentence that names the setting and the file
   */
  public static Optional<String> problem(Path file) {
    try {
      read(file);
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Known read(Path file) {
    try {
      String text = Files.readString(file);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate certificate : Pem.certificates(text)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return new Known(text, (X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new IllegalStateException(
          "higuma.webhook.clientCaFile: %s can't be read as certificates in PEM".formatted(file),
          e);
    }
  }

  private synchronized X509ExtendedTrustManager current() {
    long now = nanos.getAsLong();
    if (now - readAt >= PERIOD.toNanos()) {
      readAt = now;
      try {
        Known read = read(file);
        if (!read.text().equals(known.text())) {
          LOG.infov("Clients of the webhook are believed by what is now in {0}", file);
          known = read;
        }
      } catch (IllegalStateException e) {
        LOG.warnv(e, "Clients of the webhook are believed as before");
      }
    }
    return known.manager();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> current().checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> current().checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> current().checkClientTrusted(chain, type));
  }

  /** The check of signatures, times and use. */
  @FunctionalInterface
  private interface Signatures {
    void check() throws CertificateException;
  }

  private void check(X509Certificate[] chain, Signatures signatures) throws CertificateException {
    try {
      signatures.check();
      checkName(chain[0]);
    } catch (CertificateException e) {
      tell(chain, e);
      throw e;
    }
  }

  private void checkName(X509Certificate certificate) throws CertificateException {
    if (!names.isEmpty() && commonNames(certificate).noneMatch(names::contains)) {
      throw new CertificateException(
          "its common name is none of those in higuma.webhook.clientNames");
    }
  }

  private static Stream<String> commonNames(X509Certificate certificate)
      throws CertificateException {
    try {
      var found = new HashSet<String>();
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          found.add(String.valueOf(part.getValue()));
        }
      }
      return found.stream();
    } catch (InvalidNameException e) {
      throw new CertificateException("its subject can't be read", e);
    }
  }

  /** Once a minute: a client that is refused comes again. */
  private synchronized void tell(X509Certificate[] chain, CertificateException why) {
    long now = nanos.getAsLong();
    if (now - toldAt >= Duration.ofMinutes(1).toNanos()) {
      toldAt = now;
      LOG.warnv(
          "A client of the webhook is refused; subject={0}: {1}",
          chain[0].getSubjectX500Principal().getName(), why.getMessage());
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current().getAcceptedIssuers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException("of clients only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException("of clients only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new UnsupportedOperationException("of clients only");
  }
}
