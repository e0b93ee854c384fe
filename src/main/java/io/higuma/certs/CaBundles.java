package io.higuma.certs;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Which webhooks of a configuration are ours, and what the API server should trust for them.
 *
 * @param service the name of our Service
 * @param namespace where it is
 * @param paths those that we serve
 */
public record CaBundles(String service, String namespace, Set<String> paths) {
  /** cert-manager writes the bundle of an object that carries this. */
  public static final String CERT_MANAGER = "cert-manager.io/inject-ca-from";

  public CaBundles {
    paths = Set.copyOf(paths);
  }

  /**
   * The bundle to write.
   *
   * @return base64, as the API takes it; empty when the webhook is not ours or trusts us already
   */
  public Optional<String> missing(WebhookClientConfig client, String trustPem) {
    if (!isOurs(client)) {
      return Optional.empty();
    }
    String wanted = Base64.getEncoder().encodeToString(trustPem.getBytes(StandardCharsets.UTF_8));
    return wanted.equals(client.getCaBundle()) ? Optional.empty() : Optional.of(wanted);
  }

  /** Whether it leads to us. */
  public boolean isOurs(WebhookClientConfig client) {
    if (client.getService() != null) {
      var target = client.getService();
      return service.equals(target.getName())
          && namespace.equals(target.getNamespace())
          && target.getPath() != null
          && paths.contains(target.getPath());
    }
    return client.getUrl() != null && paths.contains(URI.create(client.getUrl()).getPath());
  }
}
