package io.higuma.service;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a MeshGatewayInstance says of its gateway. */
record GatewayStatus(InstantSource clock) {
  private static final String READY = "Ready";
  private static final String TRUE = "True";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer of the condition Ready. */
  record Answer(String status, String reason, String message) {}

  static Answer unmatched(String mesh, GatewayInstance instance) {
    return new Answer(
        "False",
        "NoGatewayMatched",
        "no MeshGateway of mesh %s has a selector that fits the tags %s"
            .formatted(mesh, instance.tags()));
  }

  /**
   * @param service of the instance
   * @param deployment of the instance
   * @param problems why these can't be as they have to
   */
  static Answer of(
      Optional<Service> service, Optional<Deployment> deployment, List<String> problems) {
    if (!deployment.filter(GatewayStatus::isAvailable).isPresent()) {
      return missing("DeploymentNotAvailable", "its Deployment is not available", problems);
    }
    if (!service.filter(GatewayStatus::hasAddress).isPresent()) {
      return missing("LoadBalancerAddressNotReady", "its Service has no address", problems);
    }
    return new Answer(TRUE, READY, String.join("; ", problems));
  }

  private static Answer missing(String reason, String message, List<String> problems) {
    return new Answer(
        "False",
        reason,
        Stream.concat(Stream.of(message), problems.stream()).collect(joining("; ")));
  }

  private static boolean isAvailable(Deployment deployment) {
    return deployment.getStatus() != null
        && deployment.getStatus().getConditions().stream()
            .anyMatch(one -> one.getType().equals("Available") && one.getStatus().equals(TRUE));
  }

  private static boolean hasAddress(Service service) {
    if (service.getSpec().getType().equals("LoadBalancer")) {
      return !addresses(Optional.of(service)).path("ingress").isEmpty();
    }
    String address = service.getSpec().getClusterIP();
    return address != null && !address.isEmpty();
  }

  /** The addresses of a load balancer; missing if there are none. */
  private static JsonNode addresses(Optional<Service> service) {
    return JSON.valueToTree(service.orElseGet(Service::new)).path("status").path("loadBalancer");
  }

  /** What has to change in the status of the instance; empty if nothing. */
  Optional<ObjectNode> patch(GatewayInstance instance, Answer answer, Optional<Service> service) {
    ObjectNode after = JsonNodeFactory.instance.objectNode();
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    JsonNode addresses = addresses(service);
    if (!addresses.isEmpty()) {
      after.set("loadBalancer", addresses);
    }
    for (String field : List.of("loadBalancer", "conditions")) {
      if (instance.status().has(field)) {
        before.set(field, instance.status().get(field));
      }
    }
    conditions(after.putArray("conditions"), instance, answer);
    return MergePatch.between(before, after)
        .map(patch -> JsonNodeFactory.instance.objectNode().set("status", patch));
  }

  private void conditions(ArrayNode conditions, GatewayInstance instance, Answer answer) {
    JsonNode before = instance.status().path("conditions");
    String since = ConditionTime.of(before, READY, answer.status(), clock);
    for (JsonNode one : before) {
      if (!one.path("type").asText().equals(READY)) {
        conditions.add(one);
      }
    }
    JsonNode generation = JSON.valueToTree(instance.object()).path("metadata").path("generation");
    ObjectNode ready = conditions.addObject();
    ready.put("type", READY).put("status", answer.status()).put("reason", answer.reason());
    ready.put("message", answer.message()).put("lastTransitionTime", since);
    if (generation.canConvertToInt()) {
      ready.put("observedGeneration", generation.intValue()); // As it is read back.
    }
  }
}
