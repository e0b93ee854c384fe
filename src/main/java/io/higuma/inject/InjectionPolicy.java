package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MeshSelection;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import io.higuma.metadata.Parsed;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a pod gets a sidecar. The first rule that applies decides.
 *
 * @param systemNamespace where the control plane runs
 */
public record InjectionPolicy(
    InjectorSettings settings, String systemNamespace, ClusterView cluster) {
  private static final String KUBE_SYSTEM = "kube-system";

  /** Where the wish for a sidecar can stand, and the reasons that it gives. */
  private record Wish(
      MetadataKey<Boolean> key,
      Map<String, String> values,
      String owner,
      InjectReason whenEnabled,
      SkipReason whenDisabled) {}

  /**
   * Decides for a pod of a namespace.
   *
   * @return a rejection names every container and value that is in the way; a pod to inject has no
   *     notices yet
   */
  public InjectionDecision decide(PodDraft pod, String namespaceName, NamespaceMetadata namespace) {
    if (namespaceName.equals(KUBE_SYSTEM)) {
      return new InjectionDecision.Skip(SkipReason.KUBE_SYSTEM);
    }
    if (namespaceName.equals(systemNamespace) && !asksAsZoneProxy(pod)) {
      return new InjectionDecision.Skip(SkipReason.SYSTEM_NAMESPACE);
    }
    if (exception(pod.labels()).isPresent()) {
      return new InjectionDecision.Skip(SkipReason.EXCEPTION_LABEL);
    }
    if (InjectedPods.isInjected(pod)) {
      return new InjectionDecision.Skip(SkipReason.ALREADY_INJECTED);
    }
    for (Wish wish : wishes(pod, namespaceName, namespace)) {
      String value = wish.values().get(wish.key().name());
      if (value != null) {
        return switch (wish.key().format().parse(wish.key().name(), value)) {
          case Parsed.Malformed<Boolean>(var message) ->
              new InjectionDecision.Reject(
                  RejectReason.INVALID_INJECTION_VALUE, malformed(wish, message));
          case Parsed.Value<Boolean>(var enabled) ->
              enabled
                  ? admit(pod, namespaceName, namespace, wish.whenEnabled())
                  : new InjectionDecision.Skip(wish.whenDisabled());
        };
      }
    }
    return new InjectionDecision.Skip(SkipReason.NOT_ENABLED);
  }

  /** Strongest first. */
  private static List<Wish> wishes(
      PodDraft pod, String namespaceName, NamespaceMetadata namespace) {
    return List.of(
        new Wish(
            Labels.SIDECAR_INJECTION,
            pod.labels(),
            "pod",
            InjectReason.POD_LABEL,
            SkipReason.POD_DISABLED),
        new Wish(
            Annotations.SIDECAR_INJECTION,
            pod.annotations(),
            "pod",
            InjectReason.POD_ANNOTATION,
            SkipReason.POD_ANNOTATION_DISABLED),
        new Wish(
            Labels.SIDECAR_INJECTION,
            namespace.labels(),
            "namespace " + namespaceName,
            InjectReason.NAMESPACE_LABEL,
            SkipReason.NAMESPACE_DISABLED),
        new Wish(
            Annotations.SIDECAR_INJECTION,
            namespace.annotations(),
            "namespace " + namespaceName,
            InjectReason.NAMESPACE_ANNOTATION,
            SkipReason.NAMESPACE_ANNOTATION_DISABLED));
  }

  /** As the webhook for zone proxies selects them. */
  private static boolean asksAsZoneProxy(PodDraft pod) {
    Map<String, String> labels = pod.labels();
    return labels.containsKey(Labels.SIDECAR_INJECTION.name())
        && labels.containsKey(Labels.MESH.name())
        && labels.containsKey(Labels.ZONE_PROXY_TYPE.name());
  }

  private static Violation malformed(Wish wish, String message) {
    FieldPath field =
        FieldPath.of("metadata").field(wish.key().kind().field()).key(wish.key().name());
    return new Violation(field, message + " (on the " + wish.owner() + ")");
  }

  /** The label that makes a pod an exception, whatever it asks for. */
  public Optional<String> exception(Map<String, String> labels) {
    return settings.exceptions().labels().entrySet().stream()
        .filter(exception -> {
          String value = labels.get(exception.getKey());
          return value != null
              && (exception.getValue().equals("*") || exception.getValue().equals(value));
        })
        .findFirst()
        .map(Map.Entry::getKey);
  }

  private InjectionDecision admit(
      PodDraft pod, String namespaceName, NamespaceMetadata namespace, InjectReason reason) {
    if (InjectedPods.hasContainer(pod, Names.SIDECAR)) {
      return new InjectionDecision.Reject(RejectReason.FOREIGN_SIDECAR, foreignSidecar());
    }
    if (pod.spec().path("hostNetwork").asBoolean()) {
      return new InjectionDecision.Skip(SkipReason.HOST_NETWORK);
    }
    if (WindowsPods.sign(pod.spec()).isPresent()) {
      return new InjectionDecision.Skip(SkipReason.WINDOWS);
    }
    MeshSelection selection =
        MeshSelection.of(
            pod.labels(), pod.annotations(), namespace.labels(), namespace.annotations());
    if (!cluster.meshExists(selection.mesh())
        && !(selection.explicit() && isZoneProxy(pod.labels(), namespaceName))) {
      return new InjectionDecision.Reject(
          RejectReason.MESH_NOT_FOUND,
          new Violation(
              FieldPath.of("metadata.labels").key(Labels.MESH.name()),
              "Mesh.kuma.io \"%s\" not found: create the Mesh, or set the label %s of the pod or namespace to one that exists"
                  .formatted(selection.mesh(), Labels.MESH.name())));
    }
    List<String> conflicting = containersWithTheSidecarsUser(pod);
    if (!conflicting.isEmpty()) {
      return new InjectionDecision.Reject(
          RejectReason.SIDECAR_USER,
          new Violation(
              FieldPath.of("spec.containers"),
              "containers using same UID as sidecar is unsupported: %s run as user %d, whose traffic is not redirected; set securityContext.runAsUser to another"
                  .formatted(conflicting, settings.sidecarContainer().uid())));
    }
    return new InjectionDecision.Inject(selection.mesh(), reason, List.of());
  }

  private static Violation foreignSidecar() {
    return new Violation(
        FieldPath.of("spec.containers"),
        "a container is named %s, but the pod has no annotation %s: true, so it was not added by injection; rename the container, or set the label %s: disabled"
            .formatted(
                Names.SIDECAR,
                Annotations.SIDECAR_INJECTED.name(),
                Labels.SIDECAR_INJECTION.name()));
  }

  /** A zone proxy may start before its mesh was synced to this zone. */
  private boolean isZoneProxy(Map<String, String> podLabels, String namespace) {
    return !podLabels.getOrDefault(Labels.ZONE_PROXY_TYPE.name(), "").isEmpty()
        || cluster.services(namespace).stream()
            .anyMatch(service -> isZoneProxyService(service, podLabels));
  }

  private static boolean isZoneProxyService(
      ServiceMetadata service, Map<String, String> podLabels) {
    return !service.selector().isEmpty()
        && podLabels.entrySet().containsAll(service.selector().entrySet())
        && !service.labels().getOrDefault(Labels.ZONE_PROXY_TYPE.name(), "").isEmpty()
        && !new MetadataReader(service.annotations()).read(Annotations.IGNORE, false);
  }

  private List<String> containersWithTheSidecarsUser(PodDraft pod) {
    return pod.containers().stream()
        .filter(container -> {
          JsonNode user = container.path("securityContext").path("runAsUser");
          return user.isIntegralNumber() && user.longValue() == settings.sidecarContainer().uid();
        })
        .map(container -> container.path("name").asText())
        .toList();
  }
}
