package io.higuma.cluster;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import io.higuma.bootstrap.BootstrapFacts;
import io.higuma.service.ObjectKey;
import io.higuma.xds.ProxyId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** What bootstraps are made from, from memory; only host names are asked for elsewhere. */
public record DataPlaneFacts(ClusterCaches cluster, ZoneProxyCaches zoneProxies)
    implements BootstrapFacts {
  @Override
  public Optional<MeshSpec> mesh(String name) {
    return cluster.mesh(name).map(Mesh::getSpec);
  }

  @Override
  public Optional<DataplaneSpec> dataplane(String mesh, String name) {
    ObjectKey key = key(name);
    return cluster
        .dataplane(key.namespace(), key.name())
        .filter(dataplane -> ClusterCaches.meshOf(dataplane).equals(mesh))
        .map(dataplane -> dataplane.getSpec());
  }

  @Override
  public Optional<ZoneIngressSpec> zoneIngress(String name) {
    ObjectKey key = key(name);
    return zoneProxies.zoneIngress(key.namespace(), key.name()).map(ingress -> ingress.getSpec());
  }

  @Override
  public Optional<ZoneEgressSpec> zoneEgress(String name) {
    ObjectKey key = key(name);
    return zoneProxies.zoneEgress(key.namespace(), key.name()).map(egress -> egress.getSpec());
  }

  @Override
  public boolean isIpv4Only(String host) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(Inet4Address.class::isInstance);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Of {@code pod.namespace}: the name of a pod may have dots, that of a namespace has none. */
  static ObjectKey key(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? new ObjectKey("", name)
        : new ObjectKey(name.substring(dot + 1), name.substring(0, dot));
  }

  static ObjectKey key(ProxyId proxy) {
    return key(proxy.name());
  }
}
