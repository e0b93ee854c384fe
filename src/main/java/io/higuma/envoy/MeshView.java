package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.NamedAddress;
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
 * @param names that lead to tags beside these
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
    List<NamedAddress> names,
    Set<String> tlsReadyServices) {
  public MeshView {
    names = List.copyOf(names);
    dataplanes = List.copyOf(dataplanes);
    services = List.copyOf(services);
    policies = List.copyOf(policies);
    others = List.copyOf(others);
    vips = Collections.unmodifiableSortedMap(new TreeMap<>(vips));
    tlsReadyServices = Set.copyOf(tlsReadyServices);
  }

  /** One in which only values of {@code kuma.io/service} have names. */
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

  /** Whether all the rest of the mesh is as it is in this view. */
  boolean hasOtherDataplanesOnly(MeshView later) {
    return name.equals(later.name)
        && spec.equals(later.spec)
        && areSame(services, later.services)
        && areSame(policies, later.policies)
        && areSame(others, later.others)
        && vips.equals(later.vips)
        && names.equals(later.names)
        && tlsReadyServices.equals(later.tlsReadyServices);
  }

  /** Not by content: whoever makes views keeps what did not change. */
  @SuppressWarnings("ReferenceEquality")
  static boolean areSame(List<MeshObject> before, List<MeshObject> after) {
    if (before.size() != after.size()) {
      return false;
    }
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) != after.get(i)) {
        return false;
      }
    }
    return true;
  }

  public Stream<MeshObject> services(ResourceKind kind) {
    return services.stream().filter(one -> one.kind() == kind);
  }

  public Stream<MeshObject> others(ResourceKind kind) {
    return others.stream().filter(one -> one.kind() == kind);
  }
}
