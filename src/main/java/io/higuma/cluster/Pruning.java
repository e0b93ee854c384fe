package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.metadata.Annotations;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What nobody reads, dropped in place: the informer made the object for us alone. */
final class Pruning {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final String ADDRESS_VIEW = "-dns-vips";

  private Pruning() {}

  static <T extends HasMetadata> T bookkeeping(T object) {
    ObjectMeta metadata = object.getMetadata();
    metadata.setManagedFields(List.of());
    if (metadata.getAnnotations() != null) {
      metadata.getAnnotations().remove(LAST_APPLIED);
    }
    return object;
  }

  /** Labels, annotations and the phase stay. */
  static Namespace namespace(Namespace namespace) {
    namespace.setSpec(null);
    if (namespace.getStatus() != null) {
      namespace.getStatus().setConditions(List.of());
    }
    return bookkeeping(namespace);
  }

  /** Labels and addresses stay. */
  static Node node(Node node) {
    node.setSpec(null);
    if (node.getStatus() != null) {
      node.setStatus(
          new NodeStatusBuilder().withAddresses(node.getStatus().getAddresses()).build());
    }
    node.getMetadata().setAnnotations(null);
    return bookkeeping(node);
  }

  /** That it changed is all that a watch tells; its content is read when it is needed. */
  static Secret secret(Secret secret) {
    secret.setData(null);
    return bookkeeping(secret);
  }

  /** Of the endpoints stay what they stand for, their addresses, and whether they are ready. */
  static EndpointSlice endpointSlice(EndpointSlice slice) {
    slice.setPorts(List.of());
    // The API server says null when there are none.
    List<Endpoint> endpoints = slice.getEndpoints() == null ? List.of() : slice.getEndpoints();
    slice.setEndpoints(
        endpoints.stream()
            .map(endpoint ->
                new EndpointBuilder()
                    .withTargetRef(endpoint.getTargetRef())
                    .withAddresses(endpoint.getAddresses())
                    .withConditions(endpoint.getConditions())
                    .build())
            .toList());
    return bookkeeping(slice);
  }

  /** Of a stream stay its times and versions: the metadata of a proxy is large. */
  static GenericKubernetesResource insight(GenericKubernetesResource insight) {
    if (insight.getAdditionalProperties().get("status") instanceof Map<?, ?> status) {
      status.keySet().retainAll(Set.of("mTLS", "subscriptions"));
      if (status.get("subscriptions") instanceof List<?> streams) {
        for (Object stream : streams) {
          if (stream instanceof Map<?, ?> fields) {
            fields.keySet().retainAll(Set.of("connectTime", "disconnectTime", "version"));
          }
        }
      }
    }
    return bookkeeping(insight);
  }

  /** Others than those with the addresses of a mesh are not read here. */
  static ConfigMap addressView(ConfigMap configMap) {
    if (!configMap.getMetadata().getName().endsWith(ADDRESS_VIEW)) {
      configMap.setData(null);
      configMap.setBinaryData(null);
    }
    return bookkeeping(configMap);
  }

  static Service service(Service service) {
    return bookkeeping(service);
  }

  /**
   * Metadata, but for the record of the original, names of containers, ports, probes and status
   * stay, and of the environment which authorities it holds.
   */
  static Pod pod(Pod pod) {
    pod.getSpec().setVolumes(List.of());
    pod.getSpec().setAffinity(null);
    pod.getSpec().setTolerations(List.of());
    pod.getSpec().getContainers().forEach(Pruning::container);
    pod.getSpec().getInitContainers().forEach(Pruning::container);
    if (pod.getMetadata().getAnnotations() != null) {
      pod.getMetadata().getAnnotations().remove(Annotations.ORIGINAL.name());
    }
    return bookkeeping(pod);
  }

  private static void container(Container container) {
    container.setVolumeMounts(List.of());
    container.setCommand(List.of());
    container.setArgs(List.of());
    container.setResources(null);
    container.setEnv(CarrierCount.kept(container.getEnv()));
    container.setEnvFrom(List.of());
    container.setImage(null);
    container.setImagePullPolicy(null);
    container.setLifecycle(null);
    container.setSecurityContext(null);
    container.setTerminationMessagePath(null);
    container.setTerminationMessagePolicy(null);
  }
}
