package io.higuma.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.higuma.api.v1alpha1.Dataplane;
import java.util.List;
import java.util.Optional;

/** What Workloads are made from. */
public interface WorkloadSurroundings {
  Optional<Namespace> namespace(String name);

  /** The Dataplanes of a namespace whose annotation names this workload. */
  List<Dataplane> dataplanesOf(ObjectKey workload);

  Optional<GenericKubernetesResource> workload(ObjectKey key);
}
