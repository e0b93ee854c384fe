package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pod of one request while it is changed. Edits happen in place and are kept as a JSON patch,
 * so that what is not touched stays as it came, fields that this version does not know included.
 * Not for use by several threads.
 */
public final class PodDraft {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ObjectNode pod;
  private final List<PodEdit> patch = new ArrayList<>();

  /**
   * Objects and arrays that the patch adds as a whole: edits in them need no operation of their
   * own.
   */
  private final Set<JsonNode> added = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Where each container stands in the pod; none when that has changed. */
  private @Nullable IdentityHashMap<JsonNode, String> places;

  private PodDraft(ObjectNode pod) {
    this.pod = pod;
  }

  /**
   * A draft of this pod, which belongs to the draft from now on.
   *
   * @param pod of the right shape, as {@link PodShape} says
   */
  public static PodDraft of(ObjectNode pod) {
    return new PodDraft(pod);
  }

  /** The pod's {@code spec}; a missing node when there is none. */
  JsonNode spec() {
    return pod.path("spec");
  }

  /** The pod as it is now. */
  public ObjectNode pod() {
    return pod;
  }

  /** The edits so far as an RFC 6902 patch; empty when there were none. */
  public List<PodEdit> patch() {
    return List.copyOf(patch);
  }

  public Map<String, String> labels() {
    return metadata("labels");
  }

  public Map<String, String> annotations() {
    return metadata("annotations");
  }

  public String text(String field) {
    return pod.path("metadata").path(field).asText("");
  }

  public List<ObjectNode> containers() {
    return objects("containers");
  }

  public List<ObjectNode> initContainers() {
    return objects("initContainers");
  }

  public List<ObjectNode> volumes() {
    return objects("volumes");
  }

  /** Says where the pod is, if it does not say so itself. */
  public void inNamespace(String namespace) {
    if (!namespace.isEmpty() && text("namespace").isEmpty()) {
      set(object(pod, "metadata", ""), "namespace", namespace, "/metadata");
    }
  }

  void label(String key, String value) {
    set(object(object(pod, "metadata", ""), "labels", "/metadata"), key, value, "/metadata/labels");
  }

  void annotate(String key, String value) {
    set(
        object(object(pod, "metadata", ""), "annotations", "/metadata"),
        key,
        value,
        "/metadata/annotations");
  }

  void addVolume(ObjectNode volume) {
    ArrayNode volumes = array("volumes");
    insert(volumes, volumes.size(), volume, "/spec/volumes");
  }

  /** Puts a container before the others. */
  void addContainerFirst(ObjectNode container) {
    insert(array("containers"), 0, container, "/spec/containers");
  }

  void addInitContainerFirst(ObjectNode container) {
    insert(array("initContainers"), 0, container, "/spec/initContainers");
  }

  void addInitContainerLast(ObjectNode container) {
    ArrayNode containers = array("initContainers");
    insert(containers, containers.size(), container, "/spec/initContainers");
  }

  /** Gives a container of the pod another probe in place of the one that it has. */
  void replaceProbe(ObjectNode container, String field, ObjectNode probe) {
    container.set(field, probe);
    if (places == null) {
      places = places();
    }
    String place = places.get(container);
    if (place != null) {
      operation("replace", place + "/" + field, probe);
    }
  }

  /** Those of all containers at once: a pod may have very many. */
  private IdentityHashMap<JsonNode, String> places() {
    var found = new IdentityHashMap<JsonNode, String>();
    for (String list : List.of("containers", "initContainers")) {
      JsonNode containers = spec().path(list);
      for (int i = 0; i < containers.size() && !added.contains(containers); i++) {
        found.put(containers.get(i), "/spec/" + list + "/" + i);
      }
    }
    return found;
  }

  private Map<String, String> metadata(String field) {
    JsonNode values = pod.path("metadata").path(field);
    if (values.isEmpty()) {
      return Map.of();
    }
    var texts = LinkedHashMap.<String, String>newLinkedHashMap(values.size());
    values.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText("")));
    return texts;
  }

  private List<ObjectNode> objects(String list) {
    var objects = new ArrayList<ObjectNode>();
    for (JsonNode node : pod.path("spec").path(list)) {
      objects.add((ObjectNode) node);
    }
    return objects;
  }

  private ObjectNode object(ObjectNode parent, String field, String at) {
    if (parent.get(field) instanceof ObjectNode present) {
      return present;
    }
    ObjectNode made = JSON.objectNode();
    add(parent, field, made, at);
    return made;
  }

  private ArrayNode array(String list) {
    ObjectNode spec = object(pod, "spec", "");
    if (spec.get(list) instanceof ArrayNode present) {
      return present;
    }
    ArrayNode made = JSON.arrayNode();
    add(spec, list, made, "/spec");
    return made;
  }

  private void add(ObjectNode parent, String field, JsonNode made, String at) {
    parent.set(field, made);
    if (!added.contains(parent)) {
      operation("add", at + "/" + field, made);
    }
    added.add(made);
  }

  private void insert(ArrayNode array, int index, ObjectNode element, String at) {
    array.insert(index, element);
    places = null;
    if (!added.contains(array)) {
      operation("add", at + "/" + index, element);
    }
  }

  private void set(ObjectNode values, String key, String value, String at) {
    if (values.path(key).isTextual() && values.path(key).textValue().equals(value)) {
      return;
    }
    values.put(key, value);
    if (!added.contains(values)) {
      operation("add", at + "/" + key.replace("~", "~0").replace("/", "~1"), JSON.textNode(value));
    }
  }

  private void operation(String op, String path, JsonNode value) {
    patch.add(new PodEdit(op, path, value));
  }
}
