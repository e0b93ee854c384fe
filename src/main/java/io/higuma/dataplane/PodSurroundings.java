package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Pod is converted with: the other objects of the cluster as they are known at that moment.
 * Lists keep one order from call to call. What is handed out is not changed.
 */
public interface PodSurroundings {
  /** A namespace that is not known counts as one without labels. */
  Optional<Namespace> namespace(String name);

  List<Service> services(String namespace);

  /**
   * At least the Services of the namespace whose selector matches a pod with these labels, and all
   * that have no selector; in any order, each once.
   */
  default List<Service> candidates(String namespace, Map<String, String> labels) {
    return services(namespace);
  }

  Optional<Service> service(String namespace, String name);

  /** The slices that carry the Service's name in their label. */
  List<EndpointSlice> endpointSlices(String namespace, String service);

  Optional<Node> node(String name);

  List<Node> nodes();

  Optional<ReplicaSet> replicaSet(String namespace, String name);

  Optional<Job> job(String namespace, String name);

  Optional<Mesh> mesh(String name);

  Optional<Dataplane> dataplane(String namespace, String name);

  /** All Dataplanes of a mesh, that of the Pod included. */
  List<Dataplane> dataplanes(String mesh);

  Optional<ZoneIngress> zoneIngress(String namespace, String name);

  Optional<ZoneEgress> zoneEgress(String namespace, String name);
}
