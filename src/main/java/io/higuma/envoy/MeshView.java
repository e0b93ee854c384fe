package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All of a mesh that configurations are made from; never changes, a later state is another view.
 * Made from informer caches, or from files.
 *
 * @param dataplanes sorted by name
 * @param services MeshServices, MeshExternalServices and MeshMultiZoneServices, sorted by kind and
 *     name
 * @param policies with targetRef
 * @param others ExternalServices, legacy policies, VirtualOutbounds, MeshIdentities, MeshTrusts,
 *     and the ZoneIngresses and ZoneEgresses of all meshes
 * @param vips addresses of the values of {@code kuma.io/service}, by value
 * @param otherVips addresses by tags that are not of one value of {@code kuma.io/service}: cluster
 *     IPs of Kubernetes, hosts of ExternalServices, names of VirtualOutbounds
 * @param tlsReadyServices values of {@code kuma.io/service} all of whose proxies have a certificate
 *     of the enabled backend
 */
public record MeshView(
    String name,
    MeshSpec spec,
    List<DataplaneView> dataplanes,
    List<MeshObject> services,
    List<MeshObject> policies,
    List<MeshObject> others,
    SortedMap<String, String> vips,
    List<LegacyVip> otherVips,
    Set<String> tlsReadyServices) {
  public MeshView {
    dataplanes = List.copyOf(dataplanes);
    services = List.copyOf(services);
    policies = List.copyOf(policies);
    others = List.copyOf(others);
    vips = Collections.unmodifiableSortedMap(new TreeMap<>(vips));
    otherVips = List.copyOf(otherVips);
    tlsReadyServices = Set.copyOf(tlsReadyServices);
  }

  /** One without other addresses by tags. */
  public MeshView(
      String name,
      MeshSpec spec,
      List<DataplaneView> dataplanes,
      List<MeshObject> services,
      List<MeshObject> policies,
      List<MeshObject> others,
      SortedMap<String, String> vips,
      Set<String> tlsReadyServices) {
    this(name, spec, dataplanes, services, policies, others, vips, List.of(), tlsReadyServices);
  }

  /** The Dataplane of that name. */
  public Optional<DataplaneView> dataplane(String dataplane) {
    var like = new DataplaneView(name, dataplane, new TreeMap<>(), DataplaneSpec.EMPTY);
    int at = Collections.binarySearch(dataplanes, like, Comparator.comparing(DataplaneView::name));
    return at < 0 ? Optional.empty() : Optional.of(dataplanes.get(at));
  }

  public Stream<MeshObject> services(ResourceKind kind) {
    return services.stream().filter(one -> one.kind() == kind);
  }

  public Stream<MeshObject> others(ResourceKind kind) {
    return others.stream().filter(one -> one.kind() == kind);
  }
}
