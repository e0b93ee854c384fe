package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A level of the Pod Security Standards that forbids something, and what it forbids containers.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>
 */
enum PodSecurityLevel {
  BASELINE,
  RESTRICTED;

  private static final Set<String> BASELINE_CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");
  private static final Set<String> RESTRICTED_CAPABILITIES = Set.of("NET_BIND_SERVICE");
  private static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
  private static final String CONTEXT = "securityContext.";

  /** The level that the namespace enforces; empty when it forbids nothing. */
  static Optional<PodSecurityLevel> enforcedBy(NamespaceMetadata namespace) {
    String label = namespace.labels().get(Labels.POD_SECURITY_ENFORCE.name());
    if (label == null) {
      return Optional.empty();
    }
    return switch (label) {
      case "baseline" -> Optional.of(BASELINE);
      case "restricted" -> Optional.of(RESTRICTED);
      default -> Optional.empty();
    };
  }

  /** As the label has it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What of a container is forbidden.
   *
   * @param pod the pod's own security context, which some fields are taken from where the container
   *     has none
   * @return fields with their values, for example {@code securityContext.privileged: true}
   */
  List<String> forbidden(ObjectNode container, JsonNode pod) {
    var found = new ArrayList<String>();
    JsonNode context = container.path("securityContext");
    baseline(container, context, found);
    if (this == RESTRICTED) {
      restricted(context, pod, found);
    }
    return found;
  }

  private void baseline(ObjectNode container, JsonNode context, List<String> found) {
    if (context.path("privileged").asBoolean()) {
      found.add(CONTEXT + "privileged: true");
    }
    for (JsonNode port : container.path("ports")) {
      if (port.path("hostPort").asInt() != 0) {
        found.add("ports.hostPort: " + port.path("hostPort").asInt());
      }
    }
    for (JsonNode capability : context.path("capabilities").path("add")) {
      if (!capabilities().contains(capability.asText())) {
        found.add(CONTEXT + "capabilities.add: " + capability.asText());
      }
    }
    for (String profile : List.of("seccompProfile", "appArmorProfile")) {
      if (context.path(profile).path("type").asText().equals("Unconfined")) {
        found.add(CONTEXT + profile + ".type: Unconfined");
      }
    }
    String mount = context.path("procMount").asText();
    if (!mount.isEmpty() && !mount.equals("Default")) {
      found.add(CONTEXT + "procMount: " + mount);
    }
    JsonNode linux = context.path("seLinuxOptions");
    if (!SELINUX_TYPES.contains(linux.path("type").asText())
        || !linux.path("user").asText().isEmpty()
        || !linux.path("role").asText().isEmpty()) {
      found.add(CONTEXT + "seLinuxOptions");
    }
    if (context.path("windowsOptions").path("hostProcess").asBoolean()) {
      found.add(CONTEXT + "windowsOptions.hostProcess: true");
    }
  }

  private Set<String> capabilities() {
    return switch (this) {
      case BASELINE -> BASELINE_CAPABILITIES;
      case RESTRICTED -> RESTRICTED_CAPABILITIES;
    };
  }

  private static void restricted(JsonNode context, JsonNode pod, List<String> found) {
    if (context.path("allowPrivilegeEscalation").asBoolean(true)) {
      found.add(CONTEXT + "allowPrivilegeEscalation other than false");
    }
    if (!own(context, pod, "runAsNonRoot").asBoolean()) {
      found.add(CONTEXT + "runAsNonRoot other than true");
    }
    if (own(context, pod, "runAsUser").asLong(1) == 0) {
      found.add(CONTEXT + "runAsUser: 0");
    }
    if (own(context, pod, "seccompProfile").path("type").asText().isEmpty()) {
      found.add(CONTEXT + "seccompProfile that is missing");
    }
    boolean dropsAll = false;
    for (JsonNode capability : context.path("capabilities").path("drop")) {
      dropsAll |= capability.asText().equals("ALL");
    }
    if (!dropsAll) {
      found.add(CONTEXT + "capabilities.drop without ALL");
    }
  }

  private static JsonNode own(JsonNode context, JsonNode pod, String field) {
    return context.hasNonNull(field) ? context.path(field) : pod.path(field);
  }
}
