package io.higuma.cluster;

import io.higuma.certs.CertificateAuthority;
import io.higuma.certs.EnvoyAdminIssuer;
import io.higuma.certs.WorkloadIssuer;
import io.higuma.job.EnvoyAdmin;
import io.higuma.mesh.SecretNames;
import io.higuma.mesh.SecretValue;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls the admin interfaces of Envoys by TLS: both sides show a certificate of one authority, that
 * of the Secret {@code envoy-admin-ca}, and an Envoy's has to be for the address that is called.
 *
 * @param authority read for each call, and kept nowhere
 */
public record EnvoyAdminClient(Supplier<Optional<SecretValue>> authority, EnvoyAdminIssuer issuer)
    implements EnvoyAdmin {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int MAX_PORT = 65_535;

  /** Keeps the key within this process; the store is never written. */
  private static final char[] NO_PASSWORD = {};

  @Override
  public void quit(String address, long port) {
    if (port < 1 || port > MAX_PORT) {
      throw new NotReachedException(
          "the admin port %d of the pod is not in 1 to 65535".formatted(port));
    }
    SSLContext tls = tls(readAuthority());
    String host = address.contains(":") ? "[" + address + "]" : address;
    var request =
        HttpRequest.newBuilder(URI.create("https://%s:%d/quitquitquit".formatted(host, port)))
            .timeout(ANSWER)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(tls)
            .build()) {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new NotReachedException("%s:%d answered %d".formatted(host, port, status));
      }
    } catch (IOException e) {
      throw new NotReachedException("%s:%d: %s".formatted(host, port, reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReachedException("the control plane is shutting down", e);
    }
  }

  /** A refused connection has no message. */
  private static String reason(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private CertificateAuthority readAuthority() {
    SecretValue value =
        authority
            .get()
            .orElseThrow(() ->
                new NotReachedException(
                    "there is no Secret " + SecretNames.ENVOY_ADMIN_CA + " to be known by"));
    try {
      return CertificateAuthority.ofPem(value.text());
    } catch (IllegalArgumentException e) {
      // Without the cause: who knows what a parser quotes.
      throw new NotReachedException(
          "the Secret %s holds no certificate with its key".formatted(SecretNames.ENVOY_ADMIN_CA));
    }
  }

  private SSLContext tls(CertificateAuthority trusted) {
    WorkloadIssuer.Identity own = issuer.forControlPlane(trusted);
    try {
      KeyStore keys = emptyStore();
      keys.setKeyEntry(
          "own",
          own.key(),
          NO_PASSWORD,
          new Certificate[] {own.certificate(), trusted.certificate()});
      var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, NO_PASSWORD);
      KeyStore trust = emptyStore();
      X509Certificate root = trusted.certificate();
      trust.setCertificateEntry("authority", root);
      var trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM can't do TLS", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
