package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.metadata.Labels;
import io.higuma.xds.ServiceAccountAuthentication.Pods;
import io.higuma.xds.ServiceAccountAuthentication.ProxyPod;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The pods of proxies, as far as their identity goes.
 *
 * @param sidecars an injected pod by namespace and name
 * @param zoneProxies the pod of a zone proxy
 */
public record CachedProxyPods(
    BiFunction<String, String, Optional<Pod>> sidecars,
    BiFunction<String, String, Optional<Pod>> zoneProxies)
    implements Pods {
  private static final String NO_ACCOUNT = "default";

  @Override
  public Optional<ProxyPod> find(String namespace, String name) {
    return sidecars
        .apply(namespace, name)
        .or(() -> zoneProxies.apply(namespace, name))
        .map(CachedProxyPods::proxy);
  }

  static ProxyPod proxy(Pod pod) {
    Map<String, String> labels =
        pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels();
    String account = pod.getSpec().getServiceAccountName();
    return new ProxyPod(
        pod.getMetadata().getUid(),
        labels.getOrDefault(Labels.MESH.name(), ""),
        account == null || account.isEmpty() ? NO_ACCOUNT : account);
  }
}
