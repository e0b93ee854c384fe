package io.higuma.xds;

import java.util.Optional;

/** Says whose token it is. */
public interface TokenReviews {
  /**
   * Whose the token is; empty when nobody's, or when it has ended. May wait for the network.
   *
   * @throws RuntimeException if it can't be told now
   */
  Optional<Holder> review(String token);

  /**
   * Who holds it.
   *
   * @param username such as {@code system:serviceaccount:shop:web}
   * @param podName the pod that it was made for; empty for a token of no pod
   * @param podUid the same
   */
  record Holder(String username, Optional<String> podName, Optional<String> podUid) {}
}
