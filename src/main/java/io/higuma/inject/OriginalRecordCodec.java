package io.higuma.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.OriginalRecord.Before;
import io.higuma.inject.OriginalRecord.Change;
import io.higuma.inject.OriginalRecord.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Records as the text of an annotation: compact JSON that begins with a checksum of what follows
 * it. The checksum finds damage and edits by hand; it is no signature.
 */
final class OriginalRecordCodec {
  private static final int VERSION = 1;
  private static final String START = "{\"sum\":\"";
  private static final int SUM_LENGTH = 8;
  private static final int BODY = START.length() + SUM_LENGTH + "\",".length();
  private static final Set<String> FIELDS =
      Set.of(
          "sum",
          "version",
          "request",
          "labels",
          "annotations",
          "containers",
          "initContainers",
          "volumes",
          "probes",
          "made");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private OriginalRecordCodec() {}

  /** A record, or why there is none. */
  sealed interface Reading {
    record Read(OriginalRecord record) implements Reading {}

    /**
     * The text is no record.
     *
     * @param reason the end of a sentence about the record: {@code its checksum does not fit …}
     */
    record Damaged(String reason) implements Reading {}
  }

  /** Whether the value of the annotation is a record, intact or not, and no switch. */
  static boolean isRecord(String value) {
    return value.startsWith("{");
  }

  static String write(OriginalRecord record) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", VERSION);
    record.request().ifPresent(request -> json.put("request", request));
    putUnlessEmpty(json, "labels", changes(record.labels()));
    putUnlessEmpty(json, "annotations", changes(record.annotations()));
    putUnlessEmpty(json, "containers", ContainerJson.texts(record.containers()));
    putUnlessEmpty(json, "initContainers", ContainerJson.texts(record.initContainers()));
    putUnlessEmpty(json, "volumes", ContainerJson.texts(record.volumes()));
    ObjectNode probes = JsonNodeFactory.instance.objectNode();
    record.probes().forEach((container, of) -> probes.set(container, changes(of)));
    putUnlessEmpty(json, "probes", probes);
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    record.made().forEach((place, before) -> made.put(place.path(), word(before)));
    putUnlessEmpty(json, "made", made);
    String body = text(json).substring(1);
    return START + sum(body) + "\"," + body;
  }

  static Reading read(String text) {
    if (!text.startsWith(START) || text.length() < BODY) {
      return new Reading.Damaged("it does not begin with its checksum");
    }
    String body = text.substring(BODY);
    if (!text.equals(START + sum(body) + "\"," + body)) {
      return new Reading.Damaged(
          "its checksum does not fit, so somebody changed it or a part is missing");
    }
    try {
      JsonNode json = JSON.readTree(text);
      return new Reading.Read(new Reader(json).record());
    } catch (JsonProcessingException e) {
      return new Reading.Damaged("it is not JSON");
    } catch (MalformedException e) {
      return new Reading.Damaged(String.valueOf(e.getMessage()));
    }
  }

  private static String word(Before before) {
    return before.name().toLowerCase(Locale.ROOT);
  }

  private static String sum(String body) {
    var sum = new CRC32();
    sum.update(body.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(sum.getValue());
  }

  private static String text(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  private static void putUnlessEmpty(ObjectNode json, String field, JsonNode value) {
    if (!value.isEmpty()) {
      json.set(field, value);
    }
  }

  /** Each as a list of what was written and, unless there was nothing, the original. */
  private static ObjectNode changes(Map<String, Change> changes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    changes.forEach((key, change) -> {
      ArrayNode pair = json.putArray(key).add(change.written());
      if (!change.original().isMissingNode()) {
        pair.add(change.original());
      }
    });
    return json;
  }

  /** The record is whole, but not one that this class wrote. */
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Reads a record and trusts nothing in it. */
  private record Reader(JsonNode json) {
    OriginalRecord record() throws MalformedException {
      if (json.path("version").asInt() != VERSION) {
        throw new MalformedException(
            "it is of version %s, and this Higuma knows version %d"
                .formatted(json.path("version"), VERSION));
      }
      for (Map.Entry<String, JsonNode> field : json.properties()) {
        if (!FIELDS.contains(field.getKey())) {
          throw new MalformedException("it has a field " + field.getKey());
        }
      }
      if (json.has("request") && !json.path("request").isTextual()) {
        throw wrong("request", "a text");
      }
      return new OriginalRecord(
          Optional.ofNullable(json.path("request").textValue()),
          changes("labels", object("labels", json)),
          changes("annotations", object("annotations", json)),
          texts("containers"),
          texts("initContainers"),
          texts("volumes"),
          probes(),
          made());
    }

    private static Map<String, Change> changes(String field, JsonNode json)
        throws MalformedException {
      var changes = new LinkedHashMap<String, Change>();
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        JsonNode pair = entry.getValue();
        if (!pair.isArray() || pair.isEmpty() || pair.size() > 2) {
          throw wrong(field, "lists of one or two values");
        }
        changes.put(entry.getKey(), new Change(pair.get(0), pair.path(1)));
      }
      return changes;
    }

    private List<String> texts(String field) throws MalformedException {
      if (json.has(field) && !json.path(field).isArray()) {
        throw wrong(field, "a list");
      }
      var texts = new ArrayList<String>();
      for (JsonNode text : json.path(field)) {
        if (!text.isTextual()) {
          throw wrong(field, "texts");
        }
        texts.add(text.textValue());
      }
      return texts;
    }

    private Map<String, Map<String, Change>> probes() throws MalformedException {
      JsonNode containers = object("probes", json);
      var probes = new LinkedHashMap<String, Map<String, Change>>();
      for (Map.Entry<String, JsonNode> container : containers.properties()) {
        probes.put(container.getKey(), changes("probes", object(container.getKey(), containers)));
      }
      return probes;
    }

    private Map<Place, Before> made() throws MalformedException {
      var made = new LinkedHashMap<Place, Before>();
      for (Map.Entry<String, JsonNode> entry : object("made", json).properties()) {
        Optional<Place> place = place(entry.getKey());
        Optional<Before> before = before(entry.getValue().asText(""));
        if (place.isEmpty() || before.isEmpty()) {
          throw wrong("made", "places that were absent or null");
        }
        made.put(place.get(), before.get());
      }
      return made;
    }

    private static Optional<Place> place(String path) {
      return Stream.of(Place.values()).filter(place -> place.path().equals(path)).findFirst();
    }

    private static Optional<Before> before(String word) {
      return Stream.of(Before.values()).filter(before -> word(before).equals(word)).findFirst();
    }

    private static JsonNode object(String field, JsonNode in) throws MalformedException {
      if (in.has(field) && !in.path(field).isObject()) {
        throw wrong(field, "an object");
      }
      return in.path(field);
    }

    private static MalformedException wrong(String field, String expected) {
      return new MalformedException("its field %s does not hold %s".formatted(field, expected));
    }
  }
}
