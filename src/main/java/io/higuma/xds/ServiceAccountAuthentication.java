package io.higuma.xds;

import io.higuma.xds.TokenReviews.Holder;
import java.util.Optional;

/**
 * A proxy is the pod whose name it bears, and shows it by the token of the pod's service account. A
 * token that the kubelet made for a pod has to be of this very pod: others may have the same
 * service account.
 */
public record ServiceAccountAuthentication(Pods pods, TokenReviews reviews)
    implements ProxyAuthentication {
  private static final int MAX_TOKEN = 16 << 10;

  /** The pods that may be proxies. */
  public interface Pods {
    Optional<ProxyPod> find(String namespace, String name);
  }

  /**
   * A pod with a sidecar, or a zone proxy.
   *
   * @param mesh empty for a zone proxy
   * @param serviceAccount never empty: {@code default} for a pod that names none
   */
  public record ProxyPod(String uid, String mesh, String serviceAccount) {}

  @Override
  public Verdict check(ProxyId proxy, Optional<String> token) {
    if (token.isEmpty() || token.get().isEmpty()) {
      return new Verdict.Refused("a token of the pod's service account is needed");
    }
    if (token.get().length() > MAX_TOKEN) {
      return new Verdict.Refused("the token is longer than a token can be");
    }
    String name = proxy.podName();
    String namespace = proxy.podNamespace();
    if (name.isEmpty() || namespace.isEmpty()) {
      return new Verdict.Refused("its name is not that of a pod and its namespace");
    }
    Optional<ProxyPod> pod = pods.find(namespace, name);
    if (pod.isEmpty()) {
      return new Verdict.Refused("there is no such pod with a sidecar");
    }
    if (!pod.get().mesh().equals(proxy.mesh())) {
      return new Verdict.Refused("its pod is not in this mesh");
    }
    return reviews
        .review(token.get())
        .map(holder -> check(holder, namespace, name, pod.get()))
        .orElseGet(() -> new Verdict.Refused("the token is not valid"));
  }

  private static Verdict check(Holder holder, String namespace, String name, ProxyPod pod) {
    String wanted = "system:serviceaccount:" + namespace + ":" + pod.serviceAccount();
    if (!holder.username().equals(wanted)) {
      return new Verdict.Refused("the token is that of another service account than the pod's");
    }
    if (!holder.podName().orElse(name).equals(name)
        || !holder.podUid().orElse(pod.uid()).equals(pod.uid())) {
      return new Verdict.Refused("the token was made for another pod");
    }
    return new Verdict.Accepted();
  }
}
