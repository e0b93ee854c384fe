package io.higuma.inject;

import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.Parsed;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the API server asks the webhook about a pod, by the selectors of the webhook
 * configuration in {@code deploy/}. What is not asked is not injected, whatever the injector would
 * say.
 *
 * @param systemNamespace where the control plane runs
 */
public record WebhookReach(String systemNamespace) {
  private static final String KEY = Labels.SIDECAR_INJECTION.name();
  private static final Set<String> INJECTING = Set.of("enabled", "true");

  /** Why the API server would not ask; empty when it would. */
  public Optional<String> obstacle(
      PodDraft pod, String namespaceName, NamespaceMetadata namespace) {
    if (namespaceName.equals("kube-system")) {
      return Optional.of("namespace kube-system is never injected");
    }
    Map<String, String> labels = pod.labels();
    String podLabel = labels.get(KEY);
    boolean podEnabled = "enabled".equals(podLabel);
    if (namespaceName.equals(systemNamespace)) {
      boolean zoneProxy =
          podEnabled
              && labels.containsKey(Labels.MESH.name())
              && labels.containsKey(Labels.ZONE_PROXY_TYPE.name());
      return zoneProxy
          ? Optional.empty()
          : Optional.of("in the system namespace only zone proxies are injected");
    }
    String namespaceLabel = labelOf(namespaceName, namespace);
    boolean namespaceInjects = namespaceLabel != null && INJECTING.contains(namespaceLabel);
    if (namespaceInjects
        || (podEnabled && namespaceLabel != null)
        || (podLabel == null && isAnnotated(pod))) {
      return Optional.empty();
    }
    return Optional.of(
        namespaceLabel == null
            ? "namespace %s has no label %s".formatted(namespaceName, KEY)
            : "namespace %s has %s: %s, so that only a pod with the label %s: enabled is injected"
                .formatted(namespaceName, KEY, namespaceLabel, KEY));
  }

  /** The label that the namespace has, or gets from its annotation. */
  private @Nullable String labelOf(String name, NamespaceMetadata namespace) {
    return switch (new NamespaceLabeling(Set.of(systemNamespace)).plan(name, namespace)) {
      case NamespaceLabeling.Change.SetLabel(var value) -> value;
      case NamespaceLabeling.Change.RemoveLabel() -> null;
      case NamespaceLabeling.Change.Nothing() -> namespace.labels().get(KEY);
      case NamespaceLabeling.Change.RemoveMark() -> namespace.labels().get(KEY);
      case NamespaceLabeling.Change.Warn ignored -> namespace.labels().get(KEY);
    };
  }

  private static boolean isAnnotated(PodDraft pod) {
    String annotation = pod.annotations().get(Annotations.SIDECAR_INJECTION.name());
    return annotation != null
        && !Annotations.SIDECAR_INJECTION
            .format()
            .parse(KEY, annotation)
            .equals(new Parsed.Value<>(false));
  }
}
