package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** The Deployment that runs the control plane. */
record ControlPlaneDeployment(ApiObject object) {
  static final String NAME = "kuma-control-plane";

  static Optional<ControlPlaneDeployment> in(KnownObjects known, String systemNamespace) {
    return known.find("apps", "Deployment", systemNamespace, NAME).map(ControlPlaneDeployment::new);
  }

  /** What to do when it does not answer. Controllers make the pods as soon as it does. */
  static Cure cure(String systemNamespace) {
    return Cure.of(
        "see why the control plane is not ready",
        "kubectl get pods -n " + systemNamespace,
        "kubectl logs -n %s deployment/%s".formatted(systemNamespace, NAME));
  }

  Optional<Instant> created() {
    return object.created();
  }

  /** Since when one of its pods has been ready; empty when none is, and when it is not known. */
  Optional<Instant> availableSince() {
    return condition("True").flatMap(found -> ApiObject.instant(found.path("lastTransitionTime")));
  }

  /** Whether it says that none of its pods is ready. */
  boolean isUnavailable() {
    return condition("False").isPresent();
  }

  private Optional<JsonNode> condition(String status) {
    return object
        .json()
        .path("status")
        .path("conditions")
        .valueStream()
        .filter(condition -> condition.path("type").asText("").equals("Available"))
        .filter(condition -> condition.path("status").asText("").equals(status))
        .findFirst();
  }
}
