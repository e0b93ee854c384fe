package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.mesh.Refusal;
import java.net.HttpURLConnection;
import java.util.Set;

/** Which answers of the API server do not change by asking again. */
final class Refusals {
  private static final int UNPROCESSABLE = 422;
  private static final Set<Integer> CODES =
      Set.of(
          HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_FORBIDDEN,
          HttpURLConnection.HTTP_NOT_FOUND,
          HttpURLConnection.HTTP_BAD_METHOD,
          UNPROCESSABLE);

  private Refusals() {}

  /**
   * What to throw in place of the client's exception.
   *
   * @param what was to be done: {@code create MeshRetry mesh-retry-all-default}
   */
  static RuntimeException of(KubernetesClientException e, String what) {
    if (!CODES.contains(e.getCode())) {
      return e;
    }
    Status status = e.getStatus();
    String answer =
        status == null || status.getMessage() == null ? "code " + e.getCode() : status.getMessage();
    String cure = e.getCode() == HttpURLConnection.HTTP_NOT_FOUND ? " (is its CRD installed?)" : "";
    return new Refusal("The API server did not %s: %s%s".formatted(what, answer.strip(), cure), e);
  }

  static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }
}
