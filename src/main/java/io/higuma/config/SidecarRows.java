package io.higuma.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Settings under {@code runtime.kubernetes.injector.sidecarContainer}. */
final class SidecarRows {
  private static final String KEY = "runtime.kubernetes.injector.sidecarContainer.";
  private static final SettingsSection SIDECAR =
      new SettingsSection(KEY, "KUMA_RUNTIME_KUBERNETES_INJECTOR_SIDECAR_CONTAINER_");
  private static final SettingsSection RESOURCES =
      new SettingsSection(KEY + "resources.", "KUMA_INJECTOR_SIDECAR_CONTAINER_RESOURCES_");

  private SidecarRows() {}

  static List<Setting<?>> all() {
    return Stream.of(container(), redirection(), probes(), resources())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Setting<?>> container() {
    return List.of(
        SIDECAR
            .text("image", "IMAGE", "kuma/kuma-dp:latest", "Image of the sidecar.")
            .quoted()
            .checked(Check.notEmpty()),
        SIDECAR.number(
            "uid", "UID", 5678, "User id of the sidecar; traffic of this user is not redirected."),
        // Kuma misspells this variable, and charts set it by that name.
        SIDECAR.number("gid", "GUI", 5678, "Group id of the sidecar."),
        SIDECAR
            .duration(
                "drainTime",
                "DRAIN_TIME",
                "30s",
                "How long a sidecar drains connections before it stops.")
            .checked(Check.positive()),
        SIDECAR
            .map(
                "envVars",
                "ENV_VARS",
                Map.of(),
                "Environment variables of every sidecar; they win over those that the injector sets.")
            .quoted());
  }

  private static List<Setting<?>> redirection() {
    return List.of(
        SIDECAR.port(
            "redirectPortInbound",
            "REDIRECT_PORT_INBOUND",
            15006,
            "Port of the sidecar that inbound traffic is redirected to."),
        SIDECAR.port(
            "redirectPortOutbound",
            "REDIRECT_PORT_OUTBOUND",
            15001,
            "Port of the sidecar that outbound traffic is redirected to."),
        SIDECAR
            .text(
                "ipFamilyMode", "IP_FAMILY_MODE", "dualstack", "Which IP families are redirected.")
            .quoted()
            .checked(Check.oneOf("", "ipv4", "dualstack")),
        SIDECAR.flag(
            "waitForDataplaneReady",
            "WAIT_FOR_DATAPLANE_READY",
            false,
            "Whether the other containers start only when the sidecar is ready; classic sidecars only."));
  }

  private static List<Setting<?>> probes() {
    var readiness = SIDECAR.in("readinessProbe", "READINESS_PROBE");
    return Stream.of(
            probe(readiness, "readiness", 1, Check.atLeast(1)),
            List.<Setting<?>>of(
                readiness
                    .number(
                        "successThreshold",
                        "SUCCESS_THRESHOLD",
                        1,
                        "How many readiness probes in a row must succeed.")
                    .checked(Check.atLeast(1))),
            probe(SIDECAR.in("livenessProbe", "LIVENESS_PROBE"), "liveness", 60, Check.atLeast(1)),
            probe(SIDECAR.in("startupProbe", "STARTUP_PROBE"), "startup", 1, Check.int32()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Setting<?>> probe(
      SettingsSection section, String kind, long initialDelay, Check<Long> check) {
    return List.of(
        section
            .number(
                "initialDelaySeconds",
                "INITIAL_DELAY_SECONDS",
                initialDelay,
                "Seconds from the start of the sidecar to its first " + kind + " probe.")
            .checked(check),
        section
            .number(
                "timeoutSeconds",
                "TIMEOUT_SECONDS",
                3,
                "Seconds after which a " + kind + " probe has failed.")
            .checked(check),
        section
            .number(
                "periodSeconds",
                "PERIOD_SECONDS",
                5,
                "Seconds from one " + kind + " probe to the next.")
            .checked(check),
        section
            .number(
                "failureThreshold",
                "FAILURE_THRESHOLD",
                12,
                "How many " + kind + " probes in a row must fail.")
            .checked(check));
  }

  private static List<Setting<?>> resources() {
    var requests = RESOURCES.in("requests", "REQUESTS");
    var limits = RESOURCES.in("limits", "LIMITS");
    return Stream.of(
            requests.quantity("cpu", "CPU", "50m", "CPU that the sidecar requests."),
            requests.quantity("memory", "MEMORY", "64Mi", "Memory that the sidecar requests."),
            limits
                .quantity(
                    "cpu",
                    "CPU",
                    "1000m",
                    "CPU limit of the sidecar, from which the number of Envoy's worker threads follows; 0 means none.")
                .unlikeKuma("Kuma's default is 0."),
            limits.quantity(
                "memory", "MEMORY", "512Mi", "Memory limit of the sidecar; 0 means none."))
        .<Setting<?>>map(Setting::quoted)
        .toList();
  }
}
