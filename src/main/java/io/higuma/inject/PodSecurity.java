package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
import io.higuma.metadata.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the level of the Pod Security Standards that a namespace enforces asks of the containers
 * that injection adds.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>
 */
final class PodSecurity {
  private static final String RESTRICTED = "restricted";
  private static final String BASELINE = "baseline";
  private static final String REFUSED = ", so the API server will refuse the pod: ";

  private final InjectorSettings settings;
  private final boolean everywhere;

  PodSecurity(ControlPlaneConfig config) {
    settings = config.injector();
    everywhere = config.higuma().injector().restrictedSecurityContext();
  }

  /** Gives a container what {@code restricted} asks for; kuma-init works as root and can't. */
  void harden(ObjectNode container, NamespaceMetadata namespace) {
    if (!isRestricted(namespace) || container.path("name").asText().equals(Names.INIT)) {
      return;
    }
    ObjectNode context = container.withObjectProperty("securityContext");
    if (settings.sidecarContainer().uid() != 0) {
      // The kubelet never starts a container that must not be root and is.
      context.put("runAsNonRoot", true);
    }
    context.putObject("seccompProfile").put("type", "RuntimeDefault");
  }

  /**
   * What will have the API server refuse the pod.
   *
   * @param init the init container after its patches
   */
  List<Notice> notices(NamespaceMetadata namespace, Optional<ObjectNode> init) {
    String level = namespace.labels().get(Labels.POD_SECURITY_ENFORCE.name());
    boolean enforces = RESTRICTED.equals(level) || BASELINE.equals(level);
    boolean rootDespiteRestriction =
        isRestricted(namespace) && settings.sidecarContainer().uid() == 0;
    if (!enforces && !rootDespiteRestriction) {
      return List.of();
    }
    var notices = new ArrayList<Notice>();
    if (enforces && init.isPresent() && isPrivileged(init.get())) {
      notices.add(
          violation(
              "the namespace enforces Pod Security \"%s\", which forbids kuma-init to redirect traffic%sredirect it by CNI (setting runtime.kubernetes.injector.cniEnabled)"
                  .formatted(level, REFUSED)));
    } else if (enforces && settings.ebpf().enabled()) {
      notices.add(
          violation(
              "the namespace enforces Pod Security \"%s\", which forbids the host paths that eBPF needs%sset runtime.kubernetes.injector.ebpf.enabled to false"
                  .formatted(level, REFUSED)));
    }
    if (rootDespiteRestriction) {
      notices.add(
          violation(
              "the sidecar runs as user 0, which Pod Security \"restricted\" forbids: set runtime.kubernetes.injector.sidecarContainer.uid to another user"));
    }
    return notices;
  }

  private boolean isRestricted(NamespaceMetadata namespace) {
    return everywhere
        || (settings.cniEnabled()
            && RESTRICTED.equals(namespace.labels().get(Labels.POD_SECURITY_ENFORCE.name())));
  }

  private static boolean isPrivileged(ObjectNode container) {
    JsonNode context = container.path("securityContext");
    return context.path("privileged").asBoolean()
        || !context.path("capabilities").path("add").isEmpty();
  }

  private static Notice violation(String message) {
    return new Notice(NoticeReason.POD_SECURITY_VIOLATION, message);
  }
}
