package io.higuma.service;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import java.util.List;
import java.util.Optional;

/**
 * What MeshServices are made from: objects of the cluster as they are known at that moment. What is
 * handed out is not changed.
 */
public interface ServiceSurroundings {
  Optional<Namespace> namespace(String name);

  Optional<Service> service(ObjectKey key);

  Optional<Mesh> mesh(String name);

  /** The slices that carry the Service's name in their label. */
  List<EndpointSlice> endpointSlices(ObjectKey service);

  /** A pod that is in a mesh. */
  Optional<Pod> pod(ObjectKey key);

  Optional<MeshService> meshService(ObjectKey key);

  /** Those whose label says that they were made from this Service. */
  List<MeshService> meshServicesOf(ObjectKey service);
}
