package io.higuma.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Optional;

/** What MeshZoneAddresses are made from. */
public interface ZoneAddressSurroundings {
  Optional<Namespace> namespace(String name);

  Optional<Service> service(ObjectKey key);

  List<EndpointSlice> endpointSlices(ObjectKey service);

  /** In an order that stays. */
  List<Node> nodes();

  Optional<GenericKubernetesResource> meshZoneAddress(ObjectKey key);
}
