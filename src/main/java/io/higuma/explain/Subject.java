package io.higuma.explain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectedPods;
import io.higuma.inject.NamespaceLabeling;
import io.higuma.inject.NamespaceMetadata;
import io.higuma.inject.PodDraft;
import io.higuma.inject.PodShape;
import io.higuma.inject.PodTemplates;
import io.higuma.metadata.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is explained: a pod, or the template of a workload.
 *
 * @param object the pod or workload
 * @param pod the part of it that has the shape of a pod
 * @param owners who made a pod, the nearest first
 * @param namespace its namespace as injection reads it
 */
record Subject(
    ApiObject object,
    ObjectNode pod,
    List<ApiObject> owners,
    Optional<ApiObject> namespaceObject,
    NamespaceMetadata namespace) {
  private static final NamespaceMetadata ENABLED =
      new NamespaceMetadata(Map.of(Labels.SIDECAR_INJECTION.name(), "enabled"), Map.of());

  static Subject of(Situation situation) {
    ApiObject object = situation.object();
    Optional<ApiObject> namespace = situation.known().find("", "Namespace", "", object.namespace());
    return new Subject(
        object,
        PodTemplates.podOf(object.json())
            .orElseThrow(() -> new IllegalArgumentException(object.describe() + " has no pods")),
        situation.known().owners(object),
        namespace,
        namespace
            .map(found -> read(found, situation.settings().config().systemNamespace()))
            .orElse(situation.known().knows(Topic.NAMESPACE) ? NamespaceMetadata.BARE : ENABLED));
  }

  /** The same with another object, a pod of the workload for example. */
  Subject with(ApiObject pod, KnownObjects known) {
    return new Subject(pod, pod.json(), known.owners(pod), namespaceObject, namespace);
  }

  /** A manifest's namespace gets its label from its annotation as soon as it is stored. */
  private static NamespaceMetadata read(ApiObject namespace, String systemNamespace) {
    var metadata = new NamespaceMetadata(namespace.labels(), namespace.annotations());
    if (!namespace.isStored()
        && new NamespaceLabeling(Set.of(systemNamespace)).plan(namespace.name(), metadata)
            instanceof NamespaceLabeling.Change.SetLabel(var value)) {
      Map<String, String> labels = new TreeMap<>(metadata.labels());
      labels.put(Labels.SIDECAR_INJECTION.name(), value);
      return new NamespaceMetadata(labels, metadata.annotations());
    }
    return metadata;
  }

  boolean isPod() {
    return object.kind().equals("Pod");
  }

  /** Whether it is a pod that the API server has stored: it is as it is, with a sidecar or not. */
  boolean isStoredPod() {
    return isPod() && object.isStored();
  }

  /** Whether its kubelet runs it from a file, and the API server has a copy only. */
  boolean isStatic() {
    return object.annotations().containsKey("kubernetes.io/config.mirror");
  }

  boolean isInjected() {
    return InjectedPods.isInjected(PodDraft.of(pod));
  }

  String namespaceName() {
    return object.namespace();
  }

  /** A field of the pod, as it is called in the object: {@code spec.template.metadata}. */
  String field(String ofPod) {
    return switch (object.kind()) {
      case "Pod" -> ofPod;
      case "CronJob" -> "spec.jobTemplate.spec.template." + ofPod;
      default -> "spec.template." + ofPod;
    };
  }

  /** The template that a pod was made from, where it is known. */
  Optional<ObjectNode> template() {
    return owners.stream()
        .findFirst()
        .flatMap(owner -> PodTemplates.podOf(owner.json()))
        .filter(template -> PodShape.check(template).isEmpty())
        .filter(template -> !InjectedPods.isInjected(PodDraft.of(template)));
  }

  /** The workload that a user made: the object itself, or the last owner of a pod. */
  Optional<ApiObject> workload() {
    if (!isPod()) {
      return Optional.of(owners.isEmpty() ? object : owners.getLast());
    }
    return owners.isEmpty() ? Optional.empty() : Optional.of(owners.getLast());
  }
}
