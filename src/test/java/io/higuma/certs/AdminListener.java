package io.higuma.certs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * The admin listener of an Envoy, on this machine: it lets in who shows a certificate of the
 * authority for {@code kuma-cp}, and notes what it is asked.
 */
public final class AdminListener implements AutoCloseable {
  private static final int DNS_NAME = 2;
  private static final char[] NO_PASSWORD = {};

  private final HttpsServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * @param authorityPem of which it has its certificate, and which clients have theirs of
   * @param address that its certificate is for
   * @param answer to each request; 0 closes the connection without one
   */
  public AdminListener(String authorityPem, String address, int answer)
      throws IOException, GeneralSecurityException {
    CertificateAuthority authority = CertificateAuthority.ofPem(authorityPem);
    SSLContext tls = tls(authority, address);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters strict = tls.getDefaultSSLParameters();
            strict.setNeedClientAuth(true);
            parameters.setSSLParameters(strict);
          }
        });
    server.createContext("/", exchange -> answer((HttpsExchange) exchange, answer));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Such as {@code POST /quitquitquit}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpsExchange exchange, int answer) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    if (answer == 0) {
      exchange.close();
      return;
    }
    int status = isControlPlane(exchange) ? answer : 403;
    exchange.sendResponseHeaders(status, -1);
    ((HttpExchange) exchange).close();
  }

  private static boolean isControlPlane(HttpsExchange exchange) throws IOException {
    var shown = (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
    try {
      Collection<List<?>> names = shown.getSubjectAlternativeNames();
      return List.copyOf(names).equals(List.of(List.of(DNS_NAME, "kuma-cp")));
    } catch (CertificateParsingException e) {
      throw new IOException(e);
    }
  }

  private static SSLContext tls(CertificateAuthority authority, String address)
      throws IOException, GeneralSecurityException {
    WorkloadIssuer.Identity own =
        new EnvoyAdminIssuer(Clock.systemUTC(), new SecureRandom()).forProxy(authority, address);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, NO_PASSWORD);
    keys.setKeyEntry("own", own.key(), NO_PASSWORD, new Certificate[] {own.certificate()});
    keys.setCertificateEntry("authority", authority.certificate());
    var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, NO_PASSWORD);
    var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
