package io.higuma.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.dataplane.PodConversion;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.dataplane.StoredForm;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import io.higuma.resource.ApiStatus;
import io.higuma.service.Writes.Outcome;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps the ZoneIngress or ZoneEgress of every pod that is a zone proxy as the pod and its Service
 * say. It goes with its pod, which owns it; and before, when the pod has no address any more.
 */
public record ZoneProxyReconciler(
    ZoneProxies proxies, PodToDataplane conversion, Writes writes, EventRecorder events) {
  private static final Logger LOG = Logger.getLogger(ZoneProxyReconciler.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METADATA = List.of("labels", "annotations", "ownerReferences");

  public void reconcile(ObjectKey key) {
    proxies.pod(key).filter(PodToDataplane::isZoneProxy).ifPresent(this::reconcile);
  }

  private void reconcile(Pod pod) {
    switch (conversion.convert(pod)) {
      case PodConversion.KeepZoneIngress(var desired) ->
          keep(pod, StoredForm.metadata(desired), stored(pod, desired.getKind()));
      case PodConversion.KeepZoneEgress(var desired) ->
          keep(pod, StoredForm.metadata(desired), stored(pod, desired.getKind()));
      case PodConversion.Remove(var kind, var reason) ->
          stored(pod, kind).ifPresent(object -> remove(object, reason));
      case PodConversion.Failed(var violations) -> failed(pod, Violation.join(violations));
      case PodConversion.Keep ignored -> {} // its annotation has changed in between
      case PodConversion.Nothing ignored -> {}
    }
  }

  private Optional<? extends HasMetadata> stored(Pod pod, String kind) {
    String namespace = pod.getMetadata().getNamespace();
    String name = pod.getMetadata().getName();
    return kind.equals(ZoneIngress.KIND)
        ? conversion.surroundings().zoneIngress(namespace, name)
        : conversion.surroundings().zoneEgress(namespace, name);
  }

  private void keep(Pod pod, HasMetadata desired, Optional<? extends HasMetadata> stored) {
    try {
      if (stored.isEmpty()) {
        written(pod, "Created", writes.create(desired));
      } else {
        // Nothing but what differs: the services that an ingress leads to are somebody else's.
        MergePatch.between(ours(stored.get()), ours(desired))
            .ifPresent(patch -> written(pod, "Updated", writes.patch(desired, patch)));
      }
    } catch (KubernetesClientException e) {
      if (ApiStatus.isOfAdmission(e.getStatus())) { // Nothing else is the fault of the pod.
        failed(pod, e.getStatus().getMessage());
      }
      throw e;
    }
  }

  private static ObjectNode ours(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(object);
    ObjectNode part = JSON.createObjectNode();
    part.putObject("metadata").setAll(tree.withObject("metadata").retain(METADATA));
    part.set("spec", tree.path("spec"));
    return part;
  }

  private void written(Pod pod, String what, Outcome outcome) {
    if (outcome == Outcome.DONE) {
      events.record(
          pod,
          EventType.NORMAL,
          what + "KumaDataplane", // Kuma's reason for all kinds of proxies
          "%s Kuma %s: %s".formatted(what, word(pod), pod.getMetadata().getName()));
    }
  }

  private void failed(Pod pod, String why) {
    events.record(
        pod,
        EventType.WARNING,
        "FailedToGenerateKumaDataplane",
        "Failed to generate Kuma %s: %s".formatted(word(pod), why));
  }

  private static String word(Pod pod) {
    return PodToDataplane.isZoneIngress(pod) ? "Ingress" : "Egress";
  }

  private void remove(HasMetadata object, String reason) {
    if (writes.delete(object) == Outcome.DONE) {
      LOG.infov(
          "Removed a {0}: {1}; namespace={2} name={3}",
          object.getKind(),
          reason,
          object.getMetadata().getNamespace(),
          object.getMetadata().getName());
    }
  }
}
