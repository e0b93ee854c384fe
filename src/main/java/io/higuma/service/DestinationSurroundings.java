package io.higuma.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.resource.ResourceKind;
import java.util.List;

/** All services of a kind, and what gives them names. */
public interface DestinationSurroundings {
  /**
   * In any order.
   *
   * @param kind MeshService, MeshExternalService or MeshMultiZoneService
   */
  List<Destination> destinations(ResourceKind kind);

  List<GenericKubernetesResource> hostnameGenerators();
}
