package io.higuma.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes writes as the API server does, and tells what was written. */
final class StoredObjects implements Writes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();
  private final List<String> log = new ArrayList<>();
  private Outcome outcome = Outcome.DONE;

  static StoredObjects of(String yaml) {
    var stored = new StoredObjects();
    KnownServices.of(yaml).objects().forEach(stored::put);
    return stored;
  }

  KnownServices known() {
    return new KnownServices(List.copyOf(objects.values()));
  }

  void put(HasMetadata object) {
    objects.put(id(object), object);
  }

  void remove(String kind, String key) {
    objects.remove(kind + " " + key);
  }

  /** As if others had been faster. */
  void beOutdated() {
    outcome = Outcome.OUTDATED;
  }

  /** What was written since it was asked last. */
  List<String> takeLog() {
    var taken = List.copyOf(log);
    log.clear();
    return taken;
  }

  <T> Optional<T> get(Class<T> type, String id) {
    return Optional.ofNullable(objects.get(id)).map(type::cast);
  }

  @Override
  public Outcome create(HasMetadata object) {
    if (outcome == Outcome.OUTDATED || objects.containsKey(id(object))) {
      return Outcome.OUTDATED;
    }
    log.add("create " + id(object));
    put(object);
    return Outcome.DONE;
  }

  @Override
  public Outcome patch(HasMetadata object, JsonNode mergePatch) {
    HasMetadata stored = objects.get(id(object));
    if (outcome == Outcome.OUTDATED || stored == null) {
      return Outcome.OUTDATED;
    }
    log.add("patch " + id(object) + " " + mergePatch);
    ObjectNode tree = JSON.valueToTree(stored);
    merge(tree, mergePatch);
    try {
      put(JSON.treeToValue(tree, stored.getClass()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    return Outcome.DONE;
  }

  @Override
  public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
    return patch(object, mergePatch);
  }

  @Override
  public Outcome delete(HasMetadata object) {
    if (outcome == Outcome.OUTDATED || objects.remove(id(object)) == null) {
      return Outcome.OUTDATED;
    }
    log.add("delete " + id(object));
    return Outcome.DONE;
  }

  private static void merge(ObjectNode target, JsonNode patch) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        target.remove(entry.getKey());
      } else if (value.isObject()) {
        ObjectNode nested =
            target.path(entry.getKey()) instanceof ObjectNode object
                ? object
                : target.putObject(entry.getKey());
        merge(nested, value);
      } else {
        target.set(entry.getKey(), value);
      }
    }
  }

  private static String id(HasMetadata object) {
    return object.getKind() + " " + ObjectKey.of(object);
  }
}
