package io.higuma.service;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;

/** What builtin gateways are made from, and what is there of them. */
public interface GatewaySurroundings {
  /** A MeshGatewayInstance. */
  Optional<GenericKubernetesResource> gatewayInstance(ObjectKey key);

  Optional<Namespace> namespace(String name);

  /** MeshGateways of all meshes. */
  List<GenericKubernetesResource> meshGateways();

  Optional<Service> service(ObjectKey key);

  /** A Deployment of ours, from memory. */
  Optional<Deployment> deployment(ObjectKey key);

  /** Any Deployment, read from the API server: for one whose name turned out to be taken. */
  Optional<Deployment> deploymentNow(ObjectKey key);
}
