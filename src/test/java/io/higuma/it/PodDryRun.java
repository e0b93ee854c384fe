package io.higuma.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Asks the API server what it would store of a pod, to the last field. */
record PodDryRun(KubernetesClient client, String namespace) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the server makes up for each pod anew. */
  private static final List<String> MADE_UP =
      List.of("uid", "creationTimestamp", "managedFields", "resourceVersion", "generation");

  sealed interface Answer {
    /**
     * The pod would be stored.
     *
     * @param pod as it could be created again
     */
    record Stored(ObjectNode pod) implements Answer {}

    /**
     * The pod would not be stored.
     *
     * @param fields that are wrong, when the pod is not valid
     */
    record Refused(int code, List<String> fields, String message) implements Answer {}
  }

  /** Fields that Kubernetes does not know are refused, too. */
  Answer create(ObjectNode pod) {
    ObjectNode copy = pod.deepCopy();
    copy.withObjectProperty("metadata").put("namespace", namespace);
    String path = "/api/v1/namespaces/" + namespace + "/pods?dryRun=All&fieldValidation=Strict";
    try {
      return new Answer.Stored(stored(client.raw(path, "POST", copy.toString())));
    } catch (KubernetesClientException e) {
      List<String> fields =
          Optional.ofNullable(e.getStatus().getDetails())
              .map(StatusDetails::getCauses)
              .orElse(List.of())
              .stream()
              .map(StatusCause::getField)
              .toList();
      return new Answer.Refused(e.getCode(), fields, String.valueOf(e.getStatus().getMessage()));
    }
  }

  private static ObjectNode stored(String answer) {
    try {
      JsonNode pod = JSON.readTree(answer);
      ObjectNode metadata = (ObjectNode) pod.path("metadata");
      metadata.remove(MADE_UP);
      ((ObjectNode) pod).remove("status");
      return (ObjectNode) pod;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Without what differs from one creation of the same pod to the next. The volume with the
   * account's token is not the user's: Kubernetes adds it as soon as one container has no other
   * token, be it the sidecar.
   */
  static ObjectNode comparable(ObjectNode stored) {
    try {
      String text =
          stored.toString().replaceAll("kube-api-access-[a-z0-9]{5}\"", "token-of-account\"");
      ObjectNode pod = (ObjectNode) JSON.readTree(text);
      if (pod.at("/spec/volumes") instanceof ArrayNode volumes) {
        volumes.removeIf(volume -> volume.path("name").asText().equals("token-of-account"));
        if (volumes.isEmpty()) {
          pod.withObjectProperty("spec").remove("volumes");
        }
      }
      ObjectNode metadata = pod.withObjectProperty("metadata");
      metadata.remove("namespace");
      if (metadata.has("generateName")) {
        metadata.remove("name");
      }
      return pod;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
