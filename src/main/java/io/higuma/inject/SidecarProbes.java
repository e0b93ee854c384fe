package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.InjectorSettings;

/**
 * The sidecar's own probes. They are shared by pods: ContainerPatches change a copy.
 *
 * @param port that they ask
 */
record SidecarProbes(long port, ObjectNode liveness, ObjectNode readiness, ObjectNode startup) {
  static SidecarProbes of(InjectorSettings.SidecarContainer settings, long port) {
    return new SidecarProbes(
        port,
        probe(settings.livenessProbe(), port),
        probe(settings.readinessProbe(), port),
        probe(settings.startupProbe(), port));
  }

  private static ObjectNode probe(InjectorSettings.Probe timing, long port) {
    ObjectNode probe = ContainerJson.object();
    probe.putObject("httpGet").put("path", "/ready").set("port", ContainerJson.number(port));
    putUnlessZero(probe, "initialDelaySeconds", timing.initialDelaySeconds());
    putUnlessZero(probe, "timeoutSeconds", timing.timeoutSeconds());
    putUnlessZero(probe, "periodSeconds", timing.periodSeconds());
    putUnlessZero(probe, "successThreshold", timing.successThreshold());
    putUnlessZero(probe, "failureThreshold", timing.failureThreshold());
    return probe;
  }

  private static void putUnlessZero(ObjectNode probe, String field, int value) {
    if (value != 0) {
      probe.put(field, value);
    }
  }
}
