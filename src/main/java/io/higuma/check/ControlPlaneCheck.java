package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether the control plane runs.
 *
 * @param deployment its Deployment
 * @param pods those with its labels
 * @param service its Service
 * @param endpoints the EndpointSlices of the Service
 */
record ControlPlaneCheck(
    String namespace,
    Known<Optional<ObjectNode>> deployment,
    Known<List<ObjectNode>> pods,
    Known<Optional<ObjectNode>> service,
    Known<List<ObjectNode>> endpoints)
    implements Check {
  private static final String DEPLOYMENT = "deployment";
  private static final String SERVICE = "service";
  private static final String APPLY = "kubectl apply -k deploy";

  /** That the API server and sidecars call. */
  private static final List<Integer> PORTS = List.of(443, 5678);

  @Override
  public List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    switch (deployment) {
      case Known.Denied<Optional<ObjectNode>>(var why) ->
          findings.add(Finding.skipped(DEPLOYMENT, "the Deployment is not known", why));
      case Known.Value<Optional<ObjectNode>>(var found) ->
          findings.addAll(found.map(this::ofDeployment).orElseGet(this::noDeployment));
    }
    findings.addAll(ofPods());
    switch (service) {
      case Known.Denied<Optional<ObjectNode>>(var why) ->
          findings.add(Finding.skipped(SERVICE, "the Service is not known", why));
      case Known.Value<Optional<ObjectNode>>(var found) -> findings.addAll(ofService(found));
    }
    return findings;
  }

  private List<Finding> noDeployment() {
    return List.of(
        Finding.error(
            DEPLOYMENT,
            "there is no Deployment %s in namespace %s".formatted(Packaged.NAME, namespace),
            APPLY + ", or name the namespace by --system-namespace"));
  }

  private List<Finding> ofDeployment(ObjectNode found) {
    JsonNode status = found.path("status");
    int wanted = found.path("spec").path("replicas").asInt(1);
    int ready = status.path("readyReplicas").asInt();
    int updated = status.path("updatedReplicas").asInt();
    if (wanted == 0) {
      return List.of(
          Finding.error(
              DEPLOYMENT,
              "0 replicas are wanted: nobody answers the webhooks",
              "kubectl scale deployment/%s -n %s --replicas=1"
                  .formatted(Packaged.NAME, namespace)));
    }
    if (ready == 0) {
      return List.of(
          Finding.error(DEPLOYMENT, "none of %d replicas is ready".formatted(wanted), logs()));
    }
    if (ready < wanted) {
      return List.of(
          Finding.warning(
              DEPLOYMENT, "only %d of %d replicas are ready".formatted(ready, wanted), logs()));
    }
    if (updated < wanted || status.path("observedGeneration").asLong() < generation(found)) {
      return List.of(
          Finding.warning(
              DEPLOYMENT,
              "a rollout has not ended: %d of %d replicas are updated".formatted(updated, wanted),
              "kubectl rollout status deployment/%s -n %s".formatted(Packaged.NAME, namespace)));
    }
    return List.of(Finding.ok(DEPLOYMENT, "%d of %d replicas are ready".formatted(ready, wanted)));
  }

  private static long generation(ObjectNode found) {
    return found.path("metadata").path("generation").asLong();
  }

  private List<Finding> ofPods() {
    if (pods instanceof Known.Denied<List<ObjectNode>>(var why)) {
      return List.of(
          Finding.skipped(DEPLOYMENT, "the pods of the control plane are not known", why));
    }
    var images = new TreeSet<String>();
    var restarted = new ArrayList<String>();
    for (ObjectNode pod : pods.or(List.of())) {
      for (JsonNode container : pod.path("status").path("containerStatuses")) {
        if (container.path("restartCount").asInt() > 2) {
          restarted.add(
              "%s (%d times, last %s)"
                  .formatted(
                      Words.name(pod),
                      container.path("restartCount").asInt(),
                      container
                          .path("lastState")
                          .path("terminated")
                          .path("reason")
                          .asText("for a reason not told")));
        }
      }
      if (pod.path("metadata").path("deletionTimestamp").isMissingNode()) {
        pod.path("spec")
            .path("containers")
            .forEach(container -> images.add(container.path("image").asText()));
      }
    }
    var findings = new ArrayList<Finding>();
    if (images.size() > 1) {
      findings.add(
          Finding.warning(
              DEPLOYMENT,
              "replicas run different images: " + Words.some(images),
              "kubectl rollout status deployment/%s -n %s".formatted(Packaged.NAME, namespace)));
    } else if (images.size() == 1) {
      findings.add(Finding.ok(DEPLOYMENT, "all replicas run " + images.first()));
    }
    if (!restarted.isEmpty()) {
      findings.add(
          Finding.warning(
              DEPLOYMENT,
              "replicas were restarted: " + Words.some(restarted),
              "kubectl logs --previous -n %s POD".formatted(namespace)));
    }
    return findings;
  }

  private List<Finding> ofService(Optional<ObjectNode> found) {
    if (found.isEmpty()) {
      return List.of(
          Finding.error(
              SERVICE,
              "there is no Service %s in namespace %s".formatted(Packaged.NAME, namespace),
              APPLY));
    }
    var findings = new ArrayList<Finding>();
    List<Integer> ports =
        found
            .get()
            .path("spec")
            .path("ports")
            .valueStream()
            .map(port -> port.path("port").asInt())
            .toList();
    List<String> lacking =
        PORTS.stream().filter(port -> !ports.contains(port)).map(String::valueOf).toList();
    if (!lacking.isEmpty()) {
      findings.add(
          Finding.error(
              SERVICE, "the Service does not have port " + String.join(", ", lacking), APPLY));
    }
    switch (endpoints) {
      case Known.Denied<List<ObjectNode>>(var why) ->
          findings.add(Finding.skipped(SERVICE, "the endpoints of the Service are not known", why));
      case Known.Value<List<ObjectNode>>(var slices) -> {
        long ready =
            slices.stream()
                .flatMap(slice -> slice.path("endpoints").valueStream())
                .filter(endpoint -> endpoint.path("conditions").path("ready").asBoolean(true))
                .count();
        findings.add(
            ready > 0
                ? Finding.ok(SERVICE, "the Service has %d ready endpoints".formatted(ready))
                : Finding.error(
                    SERVICE,
                    "the Service has no ready endpoint: neither webhooks nor sidecars reach the"
                        + " control plane",
                    "compare the Service's selector with the labels of ready pods: kubectl get pods"
                        + " --show-labels -n "
                        + namespace));
      }
    }
    return findings;
  }

  private String logs() {
    return "kubectl logs -n %s deployment/%s; /ready of port 5680 names what it waits for"
        .formatted(namespace, Packaged.NAME);
  }
}
