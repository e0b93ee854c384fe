package io.higuma.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reviews of pods, each of another name, for a webhook that is asked without an API server. */
final class Reviews {
  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "review-NUMBER", "operation": "CREATE", "namespace": "NAMESPACE", "dryRun": true,
        "kind": {"group": "", "version": "v1", "kind": "Pod"},
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "userInfo": {"username": "load"},
        "object": {"apiVersion": "v1", "kind": "Pod",
          "metadata": {"name": "load-NUMBER", "namespace": "NAMESPACE", "labels": {"app": "load-NUMBER"}},
          "spec": {"containers": [
            {"name": "app", "image": "registry.example/app:1", "ports": [{"containerPort": 8080}]}]}}}}
      """;

  private final URI address;
  private final String namespace;
  private final SSLContext tls;
  private final AtomicLong number = new AtomicLong();

  /**
   * @param port of this machine, where the webhook answers
   */
  Reviews(Cluster cluster, int port, TestNamespace namespace) {
    address = URI.create("https://127.0.0.1:" + port + "/inject-sidecar");
    this.namespace = namespace.name();
    tls =
        trusting(
            cluster
                .client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("kuma-admission-mutating-webhook-configuration")
                .require()
                .getWebhooks()
                .getFirst()
                .getClientConfig()
                .getCaBundle());
  }

  /** Has a connection of its own, which is opened anew when it ends, as the API server's is. */
  AdmissionLoad.Attempt client() {
    HttpClient client =
        HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(30)).build();
    return () -> {
      HttpResponse<String> answer =
          client.send(request(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() != 200 || !answer.body().contains("\"patch\":")) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    };
  }

  private HttpRequest request() {
    String body =
        REVIEW
            .replace("NAMESPACE", namespace)
            .replace("NUMBER", Long.toString(number.getAndIncrement()));
    return HttpRequest.newBuilder(address)
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static SSLContext trusting(String bundle) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      var pem = new ByteArrayInputStream(Base64.getDecoder().decode(bundle));
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca-" + number++, one);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
