package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether the parts of a pod that injection reads have the types that the Kubernetes API gives
 * them. The API server sends no other pod; a file may hold anything.
 */
public final class PodShape {
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final List<String> HANDLERS = List.of("httpGet", "tcpSocket", "grpc");

  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String NOT_TEXT =
      "must be a text, in quotes if it looks like a number or boolean";

  private final List<Violation> violations = new ArrayList<>();

  private PodShape() {}

  /** Everything that has the wrong type; empty for a pod that can be drafted. */
  public static List<Violation> check(JsonNode pod) {
    var shape = new PodShape();
    if (!pod.isObject()) {
      return List.of(new Violation(FieldPath.ROOT, "a pod must be an object"));
    }
    shape.isText(pod, "kind", FieldPath.ROOT);
    shape.checkMetadata(pod);
    shape.checkSpec(pod);
    return List.copyOf(shape.violations);
  }

  private void checkMetadata(JsonNode pod) {
    if (!isObject(pod, "metadata", FieldPath.ROOT)) {
      return;
    }
    JsonNode metadata = pod.path("metadata");
    for (String map : List.of("labels", "annotations")) {
      if (isObject(metadata, map, METADATA)) {
        checkTexts(metadata.path(map), METADATA.field(map));
      }
    }
    for (String field : List.of("name", "namespace", "generateName")) {
      isText(metadata, field, METADATA);
    }
  }

  private void checkTexts(JsonNode map, FieldPath at) {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!isAbsent(entry.getValue()) && !entry.getValue().isTextual()) {
        refuse(at.key(entry.getKey()), NOT_TEXT);
      }
    }
  }

  private void checkSpec(JsonNode pod) {
    if (!isObject(pod, "spec", FieldPath.ROOT)) {
      return;
    }
    JsonNode spec = pod.path("spec");
    for (String list : List.of("containers", "initContainers")) {
      if (isListOfObjects(spec, list, SPEC)) {
        JsonNode containers = spec.path(list);
        for (int i = 0; i < containers.size(); i++) {
          checkContainer(containers.get(i), SPEC.field(list).index(i));
        }
      }
    }
    if (isListOfObjects(spec, "volumes", SPEC)) {
      checkTextOfEach(spec.path("volumes"), "name", SPEC.field("volumes"));
    }
    isBoolean(spec, "hostNetwork", SPEC);
    if (isObject(spec, "os", SPEC)) {
      isText(spec.path("os"), "name", SPEC.field("os"));
    }
    if (isObject(spec, "nodeSelector", SPEC)) {
      checkTexts(spec.path("nodeSelector"), SPEC.field("nodeSelector"));
    }
  }

  private void checkContainer(JsonNode container, FieldPath at) {
    isText(container, "name", at);
    isText(container, "restartPolicy", at);
    if (isListOfObjects(container, "volumeMounts", at)) {
      checkTextOfEach(container.path("volumeMounts"), "mountPath", at.field("volumeMounts"));
    }
    if (isObject(container, "securityContext", at)) {
      isWhole(container.path("securityContext"), "runAsUser", at.field("securityContext"));
    }
    if (isListOfObjects(container, "ports", at)) {
      checkPorts(container.path("ports"), at.field("ports"));
    }
    for (String probe : PROBES) {
      if (isObject(container, probe, at)) {
        checkProbe(container.path(probe), at.field(probe));
      }
    }
  }

  private void checkPorts(JsonNode ports, FieldPath at) {
    checkTextOfEach(ports, "name", at);
    for (int i = 0; i < ports.size(); i++) {
      isWhole(ports.get(i), "containerPort", at.index(i));
    }
  }

  private void checkProbe(JsonNode probe, FieldPath at) {
    isWhole(probe, "timeoutSeconds", at);
    for (String handler : HANDLERS) {
      if (isObject(probe, handler, at)) {
        JsonNode port = probe.path(handler).path("port");
        if (!isAbsent(port) && !port.isTextual()) {
          isWhole(probe.path(handler), "port", at.field(handler));
        }
      }
    }
    isText(probe.path("grpc"), "service", at.field("grpc"));
    checkHttp(probe.path("httpGet"), at.field("httpGet"));
  }

  private void checkHttp(JsonNode http, FieldPath at) {
    isText(http, "path", at);
    isText(http, "scheme", at);
    if (isListOfObjects(http, "httpHeaders", at)) {
      checkTextOfEach(http.path("httpHeaders"), "name", at.field("httpHeaders"));
    }
  }

  private void checkTextOfEach(JsonNode objects, String field, FieldPath at) {
    for (int i = 0; i < objects.size(); i++) {
      JsonNode node = objects.get(i).path(field);
      if (!isAbsent(node) && !node.isTextual()) {
        refuse(at.index(i).field(field), NOT_TEXT);
      }
    }
  }

  /** Whether it is there, of the right type. A path is only made for what is wrong. */
  private boolean isObject(JsonNode parent, String field, FieldPath at) {
    JsonNode node = parent.path(field);
    if (isAbsent(node)) {
      return false;
    }
    return node.isObject() || refuse(at.field(field), "must be an object");
  }

  /** Also if some items are none, which are named then: the others have their own mistakes. */
  private boolean isListOfObjects(JsonNode parent, String field, FieldPath at) {
    JsonNode node = parent.path(field);
    if (isAbsent(node)) {
      return false;
    }
    if (!node.isArray()) {
      return refuse(at.field(field), "must be a list");
    }
    for (int i = 0; i < node.size(); i++) {
      if (!(node.get(i) instanceof ObjectNode)) {
        refuse(at.field(field).index(i), "must be an object");
      }
    }
    return true;
  }

  private void isText(JsonNode parent, String field, FieldPath at) {
    JsonNode node = parent.path(field);
    if (!isAbsent(node) && !node.isTextual()) {
      refuse(at.field(field), NOT_TEXT);
    }
  }

  private void isBoolean(JsonNode parent, String field, FieldPath at) {
    JsonNode node = parent.path(field);
    if (!isAbsent(node) && !node.isBoolean()) {
      refuse(at.field(field), "must be true or false, without quotes");
    }
  }

  private void isWhole(JsonNode parent, String field, FieldPath at) {
    JsonNode node = parent.path(field);
    if (!isAbsent(node) && !(node.isIntegralNumber() && node.canConvertToLong())) {
      refuse(at.field(field), "must be a whole number");
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
