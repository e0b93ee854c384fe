package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.InjectorSettings;
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
    Optional<PodSecurityLevel> enforced = PodSecurityLevel.enforcedBy(namespace);
    boolean rootDespiteRestriction =
        isRestricted(namespace) && settings.sidecarContainer().uid() == 0;
    if (enforced.isEmpty() && !rootDespiteRestriction) {
      return List.of();
    }
    var notices = new ArrayList<Notice>();
    String level = enforced.map(PodSecurityLevel::label).orElse("");
    if (enforced.isPresent() && init.filter(PodSecurity::redirects).isPresent()) {
      notices.add(
          violation(
              "the namespace enforces Pod Security \"%s\", which forbids kuma-init to redirect traffic%sredirect it by CNI (setting runtime.kubernetes.injector.cniEnabled)"
                  .formatted(level, REFUSED)));
    } else if (enforced.isPresent() && settings.ebpf().enabled()) {
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

  /**
   * What ContainerPatches bring that the level forbids.
   *
   * @param made the container before its patches, which may have faults of its own
   */
  List<Notice> ofPatches(
      NamespaceMetadata namespace, PodDraft pod, ObjectNode made, ObjectNode patched) {
    Optional<PodSecurityLevel> enforced = PodSecurityLevel.enforcedBy(namespace);
    if (enforced.isEmpty()) {
      return List.of();
    }
    PodSecurityLevel level = enforced.get();
    JsonNode context = pod.spec().path("securityContext");
    List<String> brought = level.forbidden(patched, context);
    brought.removeAll(level.forbidden(made, context));
    return brought.isEmpty()
        ? List.of()
        : List.of(
            violation(
                "ContainerPatches bring container %s what Pod Security \"%s\" of the namespace forbids; take it out, or the API server will refuse the pod: %s"
                    .formatted(
                        made.path("name").asText(), level.label(), String.join(", ", brought))));
  }

  private boolean isRestricted(NamespaceMetadata namespace) {
    return everywhere
        || (settings.cniEnabled()
            && PodSecurityLevel.enforcedBy(namespace)
                .filter(PodSecurityLevel.RESTRICTED::equals)
                .isPresent());
  }

  /** Whether it is kuma-init, with the rights that it works by. */
  private static boolean redirects(ObjectNode container) {
    if (container.path("name").asText().equals(Names.VALIDATION)) {
      return false;
    }
    JsonNode context = container.path("securityContext");
    return context.path("privileged").asBoolean()
        || !context.path("capabilities").path("add").isEmpty();
  }

  private static Notice violation(String message) {
    return new Notice(NoticeReason.POD_SECURITY_VIOLATION, message);
  }
}
