package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A Kubernetes object as the API server or a file gives it. What is missing reads as empty. */
public record ApiObject(ObjectNode json) {
  /**
   * Who makes and replaces an object.
   *
   * @param group empty for the core group
   */
  record Controller(String group, String kind, String name) {
    String describe(String namespace) {
      return "%s %s/%s".formatted(kind, namespace, name);
    }
  }

  /**
   * Since when a field has been there.
   *
   * @param at the latest time at which it can have been set; it may have been set before
   * @param manager the program that set it
   */
  record FieldChange(Instant at, String manager) {}

  String kind() {
    return json.path("kind").asText("");
  }

  /** Empty for the core group. */
  String group() {
    return groupOf(json.path("apiVersion").asText(""));
  }

  private static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  public String name() {
    String name = metadata().path("name").asText("");
    return name.isEmpty() ? metadata().path("generateName").asText("") : name;
  }

  public String namespace() {
    return metadata().path("namespace").asText("");
  }

  String uid() {
    return metadata().path("uid").asText("");
  }

  /** For sentences: {@code Pod shop/web}. */
  String describe() {
    return namespace().isEmpty()
        ? kind() + " " + name()
        : kind() + " " + namespace() + "/" + name();
  }

  Map<String, String> labels() {
    return texts(metadata().path("labels"));
  }

  Map<String, String> annotations() {
    return texts(metadata().path("annotations"));
  }

  JsonNode metadata() {
    return json.path("metadata");
  }

  Optional<Instant> created() {
    return instant(metadata().path("creationTimestamp"));
  }

  /** Whether an API server has stored it; a manifest is only a wish. */
  boolean isStored() {
    return !uid().isEmpty() || created().isPresent();
  }

  /** The owner that makes and replaces it. */
  Optional<Controller> controller() {
    return metadata()
        .path("ownerReferences")
        .valueStream()
        .filter(owner -> owner.path("controller").asBoolean())
        .findFirst()
        .map(owner ->
            new Controller(
                groupOf(owner.path("apiVersion").asText("")),
                owner.path("kind").asText(""),
                owner.path("name").asText("")));
  }

  /**
   * Since when a label or annotation has been there, as far as the managed fields tell.
   *
   * @param field {@code labels} or {@code annotations}
   */
  Optional<FieldChange> metadataSet(String field, String key) {
    return metadata()
        .path("managedFields")
        .valueStream()
        .filter(
            entry -> entry.path("fieldsV1").path("f:metadata").path("f:" + field).has("f:" + key))
        .flatMap(entry ->
            instant(entry.path("time"))
                .map(time -> new FieldChange(time, entry.path("manager").asText("")))
                .stream())
        .min(Comparator.comparing(FieldChange::at));
  }

  static Optional<Instant> instant(JsonNode time) {
    try {
      return time.isTextual() ? Optional.of(Instant.parse(time.textValue())) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static Map<String, String> texts(JsonNode values) {
    var texts = new LinkedHashMap<String, String>();
    values.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText("")));
    return texts;
  }
}
