package io.higuma.cluster;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.identity.IssuedCertificate;
import io.higuma.identity.IssuedCertificates;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.higuma.xds.ProxyId;
import java.util.List;
import java.util.Optional;

/** What insights are made from, from memory. */
public record CachedInsightReads(
    ClusterCaches cluster, ServiceCaches services, IssuedCertificates certificates)
    implements DataplaneInsights.Reads {
  @Override
  public Optional<Dataplane> dataplane(ObjectKey key) {
    return cluster.dataplane(key.namespace(), key.name());
  }

  /** Before all have been read, there may be one. */
  @Override
  public boolean hasInsight(ObjectKey key) {
    return !services.haveRead(List.of(ResourceKind.DATAPLANE_INSIGHT))
        || services.one(ResourceKind.DATAPLANE_INSIGHT, key).isPresent();
  }

  @Override
  public Optional<IssuedCertificate> certificate(ProxyId proxy) {
    return certificates.of(proxy.toString());
  }

  @Override
  public boolean hasMtls(String mesh) {
    return cluster
        .mesh(mesh)
        .flatMap(found -> Optional.ofNullable(found.getSpec().mtls()))
        .flatMap(mtls -> Optional.ofNullable(mtls.enabledBackend()))
        .filter(backend -> !backend.isEmpty())
        .isPresent();
  }
}
