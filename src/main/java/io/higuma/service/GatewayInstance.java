package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A MeshGatewayInstance.
 *
 * @param object as it is stored
 */
record GatewayInstance(GenericKubernetesResource object, JsonNode spec, JsonNode status) {
  private static final String SERVICE_TAG = "kuma.io/service";
  private static final ObjectMapper JSON = new ObjectMapper();

  static GatewayInstance of(GenericKubernetesResource object) {
    JsonNode fields = JSON.valueToTree(object.getAdditionalProperties());
    return new GatewayInstance(object, fields.path("spec"), fields.path("status"));
  }

  ObjectKey key() {
    return ObjectKey.of(object);
  }

  boolean isGoing() {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /** Its own, and the service that it is when none is named. */
  Map<String, String> tags() {
    Map<String, String> tags = LegacyObject.texts(spec.path("tags"));
    tags.putIfAbsent(SERVICE_TAG, "%s_%s_svc".formatted(key().name(), key().namespace()));
    return tags;
  }

  /** {@code LoadBalancer}, {@code ClusterIP} or {@code NodePort}. */
  String serviceType() {
    return spec.path("serviceType").asText("LoadBalancer");
  }

  /** Labels or annotations of {@code podTemplate} or {@code serviceTemplate}. */
  Map<String, String> templated(String template, String field) {
    return LegacyObject.texts(spec.path(template).path("metadata").path(field));
  }

  /** What is said of the container: on the instance, and over it on its pods. */
  Map<String, String> containerAnnotations() {
    var annotations = new TreeMap<>(ObjectMetadata.annotations(object));
    annotations.putAll(templated("podTemplate", "annotations"));
    annotations.remove(Annotations.GATEWAY.name()); // It says "builtin", which is no switch.
    return annotations;
  }

  OwnerReference asOwner() {
    return new OwnerReferenceBuilder()
        .withApiVersion("kuma.io/v1alpha1")
        .withKind(ResourceKind.MESH_GATEWAY_INSTANCE.kind())
        .withName(key().name())
        .withUid(object.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  boolean controls(HasMetadata other) {
    return controller(other)
        .filter(owner -> owner.getUid().equals(object.getMetadata().getUid()))
        .isPresent();
  }

  /** Whether a former instance of this name has left it behind: it goes by itself. */
  boolean isOfPredecessor(HasMetadata other) {
    return controller(other)
        .filter(owner -> owner.getKind().equals(ResourceKind.MESH_GATEWAY_INSTANCE.kind()))
        .filter(owner -> owner.getName().equals(key().name()))
        .isPresent();
  }

  private static Optional<OwnerReference> controller(HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }
}
