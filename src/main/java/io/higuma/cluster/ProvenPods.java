package io.higuma.cluster;

import io.higuma.envoy.DataplaneView;
import io.higuma.metadata.Annotations;
import io.higuma.xds.ProxyId;
import io.higuma.xds.ServiceAccountAuthentication.Pods;
import io.higuma.xds.ServiceAccountAuthentication.ProxyPod;
import java.util.TreeMap;

/**
 * What is known of a proxy beside its Dataplane, which whoever may write Dataplanes in its
 * namespace can change.
 */
@FunctionalInterface
public interface ProvenPods {
  /** Where proxies prove nothing, there is nothing beside the Dataplane to believe. */
  ProvenPods NONE = (proxy, dataplane) -> dataplane;

  /** The Dataplane with the service account by whose token its proxy has proved who it is. */
  DataplaneView truth(ProxyId proxy, DataplaneView dataplane);

  /** From the pods; a Dataplane whose pod is gone has no service account. */
  static ProvenPods of(Pods pods) {
    return (proxy, dataplane) -> {
      String account =
          pods.find(proxy.podNamespace(), proxy.podName()).map(ProxyPod::serviceAccount).orElse("");
      String key = Annotations.SERVICE_ACCOUNT.name();
      if (dataplane.labels().getOrDefault(key, "").equals(account)) {
        return dataplane;
      }
      var labels = new TreeMap<>(dataplane.labels());
      labels.remove(key);
      if (!account.isEmpty()) {
        labels.put(key, account);
      }
      return new DataplaneView(dataplane.mesh(), dataplane.name(), labels, dataplane.spec());
    };
  }
}
