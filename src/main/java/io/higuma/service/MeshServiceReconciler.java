package io.higuma.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps the MeshServices of a Service as the Service and what is around it say. */
public record MeshServiceReconciler(
    ServiceSurroundings surroundings,
    MeshServicePlanner planner,
    Writes writes,
    EventRecorder events) {
  private static final Logger LOG = Logger.getLogger(MeshServiceReconciler.class);

  private static final String FAILED = "FailedToGenerateMeshService";

  /** Writes what differs; for a Service that needs nothing, nothing. */
  public void reconcile(ObjectKey key) {
    switch (planner.plan(key)) {
      case MeshServicePlan.Keep(var desired, var stale, var ignoredPorts) ->
          surroundings
              .service(key)
              .ifPresent(service -> keep(service, desired, stale, ignoredPorts));
      case MeshServicePlan.Remove(var stale, var reason) -> remove(stale, reason);
      case MeshServicePlan.Leave ignored -> {}
      case MeshServicePlan.Failed(var violations) ->
          surroundings
              .service(key)
              .ifPresent(service ->
                  events.record(service, EventType.WARNING, FAILED, Violation.join(violations)));
    }
  }

  private void keep(
      Service service, List<MeshService> desired, List<MeshService> stale, List<String> ignored) {
    remove(stale, "nothing stands behind it");
    var created = new ArrayList<String>();
    var updated = new ArrayList<String>();
    for (MeshService one : desired) {
      Optional<MeshService> stored = surroundings.meshService(ObjectKey.of(one));
      if (stored.isEmpty()) {
        if (writes.create(one) == Writes.Outcome.DONE) {
          created.add(one.getMetadata().getName());
        }
      } else if (!MeshServiceChange.isOfSameOwner(stored.get(), one)) {
        refuse(service, one);
      } else {
        Optional<ObjectNode> patch = MeshServiceChange.patch(stored.get(), one);
        if (patch.isPresent() && writes.patch(one, patch.get()) == Writes.Outcome.DONE) {
          updated.add(one.getMetadata().getName());
        }
      }
    }
    tell(service, "CreatedMeshService", "Created", created);
    tell(service, "UpdatedMeshService", "Updated", updated);
    if (!ignored.isEmpty() && !(created.isEmpty() && updated.isEmpty())) {
      events.record(
          service,
          EventType.NORMAL,
          "IgnoredUnsupportedPort",
          "A mesh serves TCP only: ports left out of the MeshService: "
              + String.join(", ", ignored));
    }
  }

  private void tell(Service service, String reason, String verb, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    boolean headless = "None".equals(service.getSpec().getClusterIP());
    events.record(
        service,
        EventType.NORMAL,
        reason,
        headless
            ? "%s %d MeshServices".formatted(verb, names.size())
            : "%s Kuma MeshService: %s".formatted(verb, names.getFirst()));
  }

  private void refuse(Service service, MeshService desired) {
    events.record(
        service,
        EventType.WARNING,
        FAILED,
        "Failed to generate MeshService: a MeshService %s exists already, and was not made from this Service; rename or delete it"
            .formatted(desired.getMetadata().getName()));
  }

  private void remove(List<MeshService> stale, String reason) {
    for (MeshService one : stale) {
      if (writes.delete(one) == Writes.Outcome.DONE) {
        LOG.infov(
            "Removed a MeshService, since {0}; namespace={1} name={2}",
            reason, one.getMetadata().getNamespace(), one.getMetadata().getName());
      }
    }
  }
}
