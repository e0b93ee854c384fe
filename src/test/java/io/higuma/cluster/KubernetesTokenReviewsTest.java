package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.xds.ServiceAccountAuthentication.ProxyPod;
import io.higuma.xds.TokenReviews.Holder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class KubernetesTokenReviewsTest {
  private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  @Test
  void tellsTheHolderAndThePodOfATokenThatTheApiServerKnows() {
    server
        .expect()
        .post()
        .withPath(PATH)
        .andReturn(
            201,
            new TokenReviewBuilder()
                .withNewStatus()
                .withAuthenticated(true)
                .withNewUser()
                .withUsername("system:serviceaccount:shop:web")
                .withExtra(
                    Map.of(
                        "authentication.kubernetes.io/pod-name", List.of("web-1"),
                        "authentication.kubernetes.io/pod-uid", List.of("uid-1")))
                .endUser()
                .endStatus()
                .build())
        .once();
    assertThat(new KubernetesTokenReviews(client).review("token"))
        .hasValue(
            new Holder(
                "system:serviceaccount:shop:web", Optional.of("web-1"), Optional.of("uid-1")));
  }

  @Test
  void anUnknownTokenIsNobodys() {
    server.expect().post().withPath(PATH).andReturn(201, refused()).once();
    assertThat(new KubernetesTokenReviews(client).review("token")).isEmpty();
  }

  @Test
  void aFailureIsNoVerdict() {
    server.expect().post().withPath(PATH).andReturn(403, "").always();
    var reviews = new KubernetesTokenReviews(client);
    assertThatThrownBy(() -> reviews.review("token")).isInstanceOf(KubernetesClientException.class);
  }

  @Test
  void aPodWithoutAServiceAccountHasTheDefaultOne() {
    assertThat(
            CachedProxyPods.proxy(
                new PodBuilder()
                    .withNewMetadata()
                    .withUid("u")
                    .endMetadata()
                    .withNewSpec()
                    .endSpec()
                    .build()))
        .isEqualTo(new ProxyPod("u", "", "default"));
  }

  private static TokenReview refused() {
    return new TokenReviewBuilder()
        .withNewStatus()
        .withAuthenticated(false)
        .withError("no such key")
        .endStatus()
        .build();
  }
}
