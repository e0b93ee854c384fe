package io.higuma.envoy;

import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.Collections;
import java.util.List;
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
    Set<String> tlsReadyServices) {
  public MeshView {
    dataplanes = List.copyOf(dataplanes);
    services = List.copyOf(services);
    policies = List.copyOf(policies);
    others = List.copyOf(others);
    vips = Collections.unmodifiableSortedMap(new TreeMap<>(vips));
    tlsReadyServices = Set.copyOf(tlsReadyServices);
  }

  public Stream<MeshObject> services(ResourceKind kind) {
    return services.stream().filter(one -> one.kind() == kind);
  }

  public Stream<MeshObject> others(ResourceKind kind) {
    return others.stream().filter(one -> one.kind() == kind);
  }
}
