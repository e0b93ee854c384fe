package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaBundlesTest {
  private static final String PEM = "pem";
  private static final String ENCODED = "cGVt";
  private final CaBundles bundles =
      new CaBundles("kuma-control-plane", "kuma-system", Set.of("/inject-sidecar"));

  @Test
  void ourServiceAndPathGetTheBundle() {
    assertThat(bundles.missing(service("kuma-control-plane", "/inject-sidecar"), PEM))
        .hasValue(ENCODED);
  }

  @Test
  void anyUrlWithOurPathGetsTheBundle() {
    assertThat(bundles.missing(url("https://127.0.0.1:5443/inject-sidecar"), PEM))
        .hasValue(ENCODED);
  }

  @Test
  void othersAreLeftAlone() {
    assertThat(bundles.missing(service("kuma-control-plane", "/validate-v1-secret"), PEM))
        .isEmpty();
    assertThat(bundles.missing(service("other", "/inject-sidecar"), PEM)).isEmpty();
    assertThat(bundles.missing(url("https://127.0.0.1:5443/other"), PEM)).isEmpty();
  }

  @Test
  void theSameBundleIsNotWrittenAgain() {
    WebhookClientConfig client = service("kuma-control-plane", "/inject-sidecar");
    client.setCaBundle(ENCODED);
    assertThat(bundles.missing(client, PEM)).isEmpty();
  }

  private static WebhookClientConfig service(String name, String path) {
    return new WebhookClientConfigBuilder()
        .withNewService()
        .withName(name)
        .withNamespace("kuma-system")
        .withPath(path)
        .endService()
        .build();
  }

  private static WebhookClientConfig url(String url) {
    return new WebhookClientConfigBuilder().withUrl(url).build();
  }
}
