package io.higuma.service;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Optional;

/** What the names of a mesh are made from. */
public interface AddressSurroundings {
  Optional<Mesh> mesh(String name);

  /** A ConfigMap of the system namespace that ends in {@code -dns-vips}. */
  Optional<ConfigMap> addressView(String name);

  /** All of these. */
  List<ConfigMap> addressViews();

  /** What Dataplanes of the mesh offer; in any order. */
  List<Offer> offers(String mesh);

  Optional<Service> service(ObjectKey key);

  /**
   * All objects of an older kind; in any order.
   *
   * @param kind VirtualOutbound, ExternalService, MeshGateway or ZoneIngress
   */
  List<LegacyObject> legacy(ResourceKind kind);
}
