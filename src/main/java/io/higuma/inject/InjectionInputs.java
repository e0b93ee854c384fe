package io.higuma.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an injected pod does not show any more, and its sidecar depends on. Injection writes its
 * settings over what the pod had; to tell what it would write today, one has to know what the pod
 * had. Most pods had nothing, and need no such annotation.
 *
 * @param mesh what the pod's own label said
 * @param annotations those that the pod had of the keys that injection writes
 * @param qos whether the containers of the application make the pod Guaranteed
 * @param token whether they mount the token of a service account
 */
record InjectionInputs(
    Optional<String> mesh, Map<String, String> annotations, Qos qos, Token token) {
  private static final String KEY = Annotations.INJECTION_INPUTS.name();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MESH = "mesh";
  private static final String ANNOTATIONS = "annotations";
  private static final String GUARANTEED = "guaranteed";
  private static final String TOKEN = "token";

  static final InjectionInputs NONE =
      new InjectionInputs(Optional.empty(), Map.of(), Qos.OTHER, Token.MOUNTED);

  InjectionInputs {
    annotations = Map.copyOf(annotations);
  }

  /** What keeping the QoS class depends on. */
  enum Qos {
    GUARANTEED,
    OTHER
  }

  /** What the mounts of the sidecar depend on. */
  enum Token {
    MOUNTED,
    ABSENT
  }

  /** Of a pod that has no sidecar yet. */
  static InjectionInputs of(PodDraft pod) {
    String mesh = pod.pod().path("metadata").path("labels").path(Labels.MESH.name()).textValue();
    Map<String, String> own = Map.of();
    for (Map.Entry<String, JsonNode> annotation :
        pod.pod().path("metadata").path(ANNOTATIONS).properties()) {
      if (WrittenAnnotations.DESCRIBING.contains(annotation.getKey())) {
        if (own.isEmpty()) {
          own = new TreeMap<>();
        }
        own.put(annotation.getKey(), annotation.getValue().asText(""));
      }
    }
    Qos qos = QosClass.isGuaranteedByContainers(pod) ? Qos.GUARANTEED : Qos.OTHER;
    Token token = SidecarContainer.hasToken(pod) ? Token.MOUNTED : Token.ABSENT;
    return mesh == null && own.isEmpty() && qos == Qos.OTHER && token == Token.MOUNTED
        ? NONE
        : new InjectionInputs(Optional.ofNullable(mesh), own, qos, token);
  }

  /**
   * Of an injected pod. What can't be read counts as nothing: somebody else wrote it.
   *
   * @param injected the pod's annotations
   */
  static InjectionInputs written(Map<String, String> injected) {
    String text = injected.get(KEY);
    if (text == null) {
      return NONE;
    }
    try {
      JsonNode json = JSON.readTree(text);
      var own = new TreeMap<String, String>();
      json.path(ANNOTATIONS).properties().stream()
          .filter(entry -> WrittenAnnotations.DESCRIBING.contains(entry.getKey()))
          .forEach(entry -> own.put(entry.getKey(), entry.getValue().asText("")));
      return new InjectionInputs(
          Optional.ofNullable(json.path(MESH).textValue()),
          own,
          json.path(GUARANTEED).asBoolean(false) ? Qos.GUARANTEED : Qos.OTHER,
          json.path(TOKEN).asBoolean(true) ? Token.MOUNTED : Token.ABSENT);
    } catch (JsonProcessingException e) {
      return NONE;
    }
  }

  /** As the value of the annotation; empty when the pod needs none. */
  Optional<String> text() {
    if (equals(NONE)) {
      return Optional.empty();
    }
    ObjectNode json = ContainerJson.object();
    mesh.ifPresent(name -> json.put(MESH, name));
    if (!annotations.isEmpty()) {
      ObjectNode own = json.putObject(ANNOTATIONS);
      new TreeMap<>(annotations).forEach(own::put);
    }
    if (qos == Qos.GUARANTEED) {
      json.put(GUARANTEED, true);
    }
    if (token == Token.ABSENT) {
      json.put(TOKEN, false);
    }
    return Optional.of(json.toString());
  }

  /** The annotations of an injected pod as they were before. */
  Map<String, String> before(Map<String, String> injected) {
    var before = new TreeMap<>(injected);
    before.keySet().removeAll(WrittenAnnotations.KEYS);
    before.putAll(annotations);
    return before;
  }
}
