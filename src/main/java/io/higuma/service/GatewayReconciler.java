package io.higuma.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.metadata.MeshSelection;
import io.higuma.service.Writes.Outcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the Service and the Deployment of each MeshGatewayInstance, and its status. Both go with
 * the instance, which owns them. While no MeshGateway fits they stay as they are.
 */
public final class GatewayReconciler {
  private final GatewaySurroundings surroundings;
  private final GatewayObjects objects;
  private final GatewayStatus status;
  private final Writes writes;
  private final EventRecorder events;

  public GatewayReconciler(
      GatewaySurroundings surroundings,
      GatewayObjects objects,
      InstantSource clock,
      Writes writes,
      EventRecorder events) {
    this.surroundings = surroundings;
    this.objects = objects;
    this.status = new GatewayStatus(clock);
    this.writes = writes;
    this.events = events;
  }

  public void reconcile(ObjectKey key) {
    surroundings
        .gatewayInstance(key)
        .map(GatewayInstance::of)
        .filter(instance -> !instance.isGoing())
        .ifPresent(instance -> new Run(instance).reconcile());
  }

  /** The mesh of an instance: its own label, else its namespace's. */
  private String meshOf(GenericKubernetesResource object) {
    Optional<Namespace> namespace = surroundings.namespace(object.getMetadata().getNamespace());
    return MeshSelection.of(
            ObjectMetadata.labels(object),
            ObjectMetadata.annotations(object),
            namespace.map(ObjectMetadata::labels).orElse(Map.of()),
            namespace.map(ObjectMetadata::annotations).orElse(Map.of()))
        .mesh();
  }

  /** One look at one instance, which collects what is wrong. */
  private final class Run {
    private final GatewayInstance instance;
    private final List<String> problems = new ArrayList<>();
    private final Optional<Service> service;
    private Optional<Deployment> deployment;
    private Optional<KubernetesClientException> refusal = Optional.empty();

    Run(GatewayInstance instance) {
      this.instance = instance;
      this.service = surroundings.service(instance.key());
      this.deployment = surroundings.deployment(instance.key());
    }

    void reconcile() {
      String mesh = meshOf(instance.object());
      Optional<LegacyObject> gateway =
          GatewayMatch.best(surroundings.meshGateways(), mesh, instance.tags());
      gateway.ifPresent(found -> keep(objects.make(instance, mesh, found)));
      Optional<Service> ourService = service.filter(instance::controls);
      GatewayStatus.Answer answer =
          gateway.isPresent()
              ? GatewayStatus.of(ourService, deployment.filter(instance::controls), problems)
              : GatewayStatus.unmatched(mesh, instance);
      status
          .patch(instance, answer, ourService)
          .ifPresent(patch -> writes.patchStatus(instance.object(), patch));
      problems.forEach(problem ->
          events.record(instance.object(), EventType.WARNING, "FailedToGenerateGateway", problem));
      if (refusal.isPresent()) {
        throw refusal.get(); // Tried again: what stands in the way may be gone by then.
      }
    }

    private void keep(GatewayObjects.Made made) {
      made.violations().forEach(violation -> problems.add(violation.toString()));
      made.service().ifPresent(wanted -> attempt(() -> keep(wanted)));
      made.deployment().ifPresent(wanted -> attempt(() -> keep(wanted)));
    }

    private void attempt(Runnable write) {
      try {
        write.run();
      } catch (KubernetesClientException e) {
        refusal = Optional.of(e);
        problems.add(
            e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : "the API server does not answer");
      }
    }

    private void keep(Service wanted) {
      if (service.isEmpty()) {
        writes.create(AppliedObject.of(wanted));
      } else if (isOurs(service.get())) {
        change(service.get(), AppliedObject.patch(service.get(), wanted));
      }
    }

    private void keep(Deployment wanted) {
      if (deployment.isEmpty() && writes.create(AppliedObject.of(wanted)) == Outcome.OUTDATED) {
        deployment = surroundings.deploymentNow(instance.key());
      }
      // Pods of another control plane stay: nothing configures new ones yet.
      deployment
          .filter(this::isOurs)
          .ifPresent(found -> change(found, AppliedObject.patch(found, wanted, "template")));
    }

    private void change(HasMetadata stored, Optional<ObjectNode> patch) {
      patch.ifPresent(difference -> writes.patch(stored, difference));
    }

    private boolean isOurs(HasMetadata stored) {
      if (instance.controls(stored)) {
        return true;
      }
      if (!instance.isOfPredecessor(stored)) {
        problems.add(
            "there is a %s %s that the instance does not own: delete or rename one of them"
                .formatted(stored.getKind(), instance.key().name()));
      }
      return false;
    }
  }
}
