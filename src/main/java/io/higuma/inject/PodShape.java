package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the parts of a pod that injection reads have the types that the Kubernetes API gives
 * them. The API server sends no other pod; a file may hold anything.
 */
public final class PodShape {
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final List<String> HANDLERS = List.of("httpGet", "tcpSocket", "grpc");

  private final List<Violation> violations = new ArrayList<>();

  private PodShape() {}

  /** Everything that has the wrong type; empty for a pod that can be drafted. */
  public static List<Violation> check(JsonNode pod) {
    var shape = new PodShape();
    if (!pod.isObject()) {
      return List.of(new Violation(FieldPath.ROOT, "a pod must be an object"));
    }
    shape.checkMetadata(pod.path("metadata"));
    shape.checkSpec(pod.path("spec"));
    return List.copyOf(shape.violations);
  }

  private void checkMetadata(JsonNode metadata) {
    FieldPath at = FieldPath.of("metadata");
    if (!isObject(metadata, at)) {
      return;
    }
    for (String field : List.of("labels", "annotations")) {
      if (isObject(metadata.path(field), at.field(field))) {
        metadata
            .path(field)
            .properties()
            .forEach(entry -> isText(entry.getValue(), at.field(field).key(entry.getKey())));
      }
    }
    for (String field : List.of("name", "namespace", "generateName")) {
      isText(metadata.path(field), at.field(field));
    }
  }

  private void checkSpec(JsonNode spec) {
    FieldPath at = FieldPath.of("spec");
    if (!isObject(spec, at)) {
      return;
    }
    for (String list : List.of("containers", "initContainers")) {
      JsonNode containers = spec.path(list);
      if (isListOfObjects(containers, at.field(list))) {
        for (int i = 0; i < containers.size(); i++) {
          checkContainer(containers.get(i), at.field(list).index(i));
        }
      }
    }
    isListOfObjects(spec.path("volumes"), at.field("volumes"));
  }

  private void checkContainer(JsonNode container, FieldPath at) {
    isText(container.path("name"), at.field("name"));
    isText(container.path("restartPolicy"), at.field("restartPolicy"));
    isListOfObjects(container.path("ports"), at.field("ports"));
    isListOfObjects(container.path("volumeMounts"), at.field("volumeMounts"));
    isObject(container.path("securityContext"), at.field("securityContext"));
    for (String probe : PROBES) {
      if (isObject(container.path(probe), at.field(probe))) {
        for (String handler : HANDLERS) {
          isObject(container.path(probe).path(handler), at.field(probe).field(handler));
        }
        JsonNode http = container.path(probe).path("httpGet");
        isListOfObjects(
            http.path("httpHeaders"), at.field(probe).field("httpGet").field("httpHeaders"));
      }
    }
  }

  private boolean isObject(JsonNode node, FieldPath at) {
    if (isAbsent(node)) {
      return false;
    }
    return node.isObject() || refuse(at, "must be an object");
  }

  private boolean isListOfObjects(JsonNode node, FieldPath at) {
    if (isAbsent(node)) {
      return false;
    }
    if (!node.isArray()) {
      return refuse(at, "must be a list");
    }
    for (int i = 0; i < node.size(); i++) {
      if (!(node.get(i) instanceof ObjectNode)) {
        return refuse(at.index(i), "must be an object");
      }
    }
    return true;
  }

  private void isText(JsonNode node, FieldPath at) {
    if (!isAbsent(node) && !node.isTextual()) {
      refuse(at, "must be a text, in quotes if it looks like a number or boolean");
    }
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private boolean refuse(FieldPath at, String message) {
    violations.add(new Violation(at, message));
    return false;
  }
}
