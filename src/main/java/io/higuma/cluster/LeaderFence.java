package io.higuma.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.impl.KubernetesClientImpl;
import io.higuma.leader.Leadership;

/**
 * Lets writes through only while this replica leads: each is looked at when it is sent, and again
 * when the client sends it once more after a failure.
 */
public record LeaderFence(Leadership leadership) implements Interceptor {
  /** A write that came too late. What it was for is looked at by the replica that leads now. */
  public static final class NotLeadingException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotLeadingException() {
      super("this replica does not lead any more");
    }
  }

  /**
   * A client with this fence, on the connections of another.
   *
   * @param client whose end is the end of both
   */
  public KubernetesClient around(KubernetesClient client) {
    return new KubernetesClientImpl(
        client.getHttpClient().newBuilder().addOrReplaceInterceptor("leader-fence", this).build(),
        client.getConfiguration(),
        null,
        client.getKubernetesSerialization());
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (!"GET".equals(request.method()) && !leadership.holds()) {
      throw new NotLeadingException();
    }
  }
}
