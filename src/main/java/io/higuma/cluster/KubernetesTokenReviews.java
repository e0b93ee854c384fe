package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.xds.TokenReviews;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the API server whose a token is. */
public record KubernetesTokenReviews(KubernetesClient client) implements TokenReviews {
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

  @Override
  public Optional<Holder> review(String token) {
    var review = new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build();
    return holder(client.tokenReviews().create(review).getStatus());
  }

  static Optional<Holder> holder(TokenReviewStatus status) {
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      return Optional.empty();
    }
    UserInfo user = status.getUser();
    if (user == null || user.getUsername() == null) {
      return Optional.empty();
    }
    Map<String, List<String>> extra = user.getExtra() == null ? Map.of() : user.getExtra();
    return Optional.of(
        new Holder(user.getUsername(), first(extra, POD_NAME), first(extra, POD_UID)));
  }

  private static Optional<String> first(Map<String, List<String>> extra, String key) {
    return extra.getOrDefault(key, List.of()).stream().findFirst();
  }
}
