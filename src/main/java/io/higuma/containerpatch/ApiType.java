package io.higuma.containerpatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.units.ResourceQuantity;
import java.util.List;
import java.util.Optional;

/**
 * The type of a value in the Kubernetes API: what it takes, and what it prints. Null is as good as
 * nothing for every type.
 */
sealed interface ApiType {
  JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What a value is that nobody gave. */
  JsonNode zero();

  /**
   * The value as the API would print it.
   *
   * @param given not null
   * @param at a pointer to it, for messages
   * @param mistakes gets a sentence for each value of a wrong type, which counts as zero
   */
  JsonNode read(JsonNode given, String at, List<String> mistakes);

  /**
   * The value without what the API would not print, changed in place where it can be. What is
   * unknown or of a wrong type stays.
   */
  JsonNode tidied(JsonNode given);

  private JsonNode readOrZero(JsonNode given, String at, List<String> mistakes) {
    return given.isNull() || given.isMissingNode() ? zero() : read(given, at, mistakes);
  }

  private static String wrong(String at, String demand) {
    return "wrong type at " + at + ": must be " + demand;
  }

  /** A value without parts. */
  enum Scalar implements ApiType {
    TEXT("a text"),
    TRUTH("true or false"),
    INT32("a whole number of 32 bits"),
    INT64("a whole number"),
    PORT("a port or the name of one"),
    QUANTITY("a quantity such as 500m or 64Mi");

    private final String demand;

    Scalar(String demand) {
      this.demand = demand;
    }

    @Override
    public JsonNode zero() {
      return switch (this) {
        case TEXT -> JSON.textNode("");
        case TRUTH -> JSON.booleanNode(false);
        case INT32, INT64, PORT -> JSON.numberNode(0);
        case QUANTITY -> JSON.textNode("0");
      };
    }

    @Override
    public JsonNode read(JsonNode given, String at, List<String> mistakes) {
      Optional<JsonNode> accepted =
          switch (this) {
            case TEXT -> Optional.of(given).filter(JsonNode::isTextual);
            case TRUTH -> Optional.of(given).filter(JsonNode::isBoolean);
            case INT32 -> Optional.of(given).filter(Scalar::isInt32);
            case INT64 -> Optional.of(given).filter(Scalar::isInt64);
            case PORT -> Optional.of(given).filter(node -> node.isTextual() || isInt32(node));
            case QUANTITY -> quantity(given);
          };
      return accepted.orElseGet(() -> {
        // Other values may be secret.
        String found = this == QUANTITY && given.isValueNode() ? ", but was " + given : "";
        mistakes.add(wrong(at, demand) + found);
        return zero();
      });
    }

    @Override
    public JsonNode tidied(JsonNode given) {
      return this == QUANTITY ? quantity(given).orElse(given) : given;
    }

    private static boolean isInt32(JsonNode node) {
      return node.isIntegralNumber() && node.canConvertToInt();
    }

    private static boolean isInt64(JsonNode node) {
      return node.isIntegralNumber() && node.canConvertToLong();
    }

    private static Optional<JsonNode> quantity(JsonNode node) {
      return node.isTextual() || node.isNumber()
          ? ResourceQuantity.parse(node.asText().strip())
              .map(quantity -> JSON.textNode(quantity.canonical()))
          : Optional.empty();
    }
  }

  /** Null in a list is an item that has nothing in it. */
  record ListOf(ApiType item) implements ApiType {
    @Override
    public ArrayNode zero() {
      return JSON.arrayNode();
    }

    @Override
    public JsonNode read(JsonNode given, String at, List<String> mistakes) {
      ArrayNode list = zero();
      if (!given.isArray()) {
        mistakes.add(wrong(at, "a list"));
        return list;
      }
      for (int i = 0; i < given.size(); i++) {
        list.add(item.readOrZero(given.get(i), at + "/" + i, mistakes));
      }
      return list;
    }

    @Override
    public JsonNode tidied(JsonNode given) {
      if (given instanceof ArrayNode list) {
        for (int i = 0; i < list.size(); i++) {
          list.set(i, item.tidied(list.get(i)));
        }
      }
      return given;
    }
  }

  /** Null in a map takes its key away. */
  record MapOf(ApiType value) implements ApiType {
    @Override
    public ObjectNode zero() {
      return JSON.objectNode();
    }

    @Override
    public JsonNode read(JsonNode given, String at, List<String> mistakes) {
      ObjectNode map = zero();
      if (!given.isObject()) {
        mistakes.add(wrong(at, "an object"));
        return map;
      }
      given
          .properties()
          .forEach(entry -> {
            if (!entry.getValue().isNull()) {
              String key = entry.getKey();
              map.set(key, value.read(entry.getValue(), at + "/" + key, mistakes));
            }
          });
      return map;
    }

    @Override
    public JsonNode tidied(JsonNode given) {
      if (given instanceof ObjectNode map) {
        map.properties().forEach(entry -> entry.setValue(value.tidied(entry.getValue())));
      }
      return given;
    }
  }

  /** An object with these fields; others are dropped. */
  record Struct(List<Field> fields) implements ApiType {
    static Struct of(Field... fields) {
      return new Struct(List.of(fields));
    }

    @Override
    public JsonNode zero() {
      return read(JSON.objectNode(), "", List.of());
    }

    @Override
    public JsonNode read(JsonNode given, String at, List<String> mistakes) {
      ObjectNode object = JSON.objectNode();
      if (!given.isObject()) {
        mistakes.add(wrong(at, "an object"));
        return object;
      }
      for (Field field : fields) {
        JsonNode value = given.path(field.name());
        boolean absent = value.isNull() || value.isMissingNode();
        if (absent && field.presence() != Presence.ALWAYS) {
          continue;
        }
        JsonNode read =
            absent
                ? field.type().zero()
                : field.type().read(value, at + "/" + field.name(), mistakes);
        if (field.presence() != Presence.UNLESS_ZERO || !read.equals(field.type().zero())) {
          object.set(field.name(), read);
        }
      }
      return object;
    }

    @Override
    public JsonNode tidied(JsonNode given) {
      if (given instanceof ObjectNode object) {
        for (Field field : fields) {
          JsonNode value = object.get(field.name());
          if (value == null) {
            continue;
          }
          JsonNode tidied = field.type().tidied(value);
          boolean printed =
              switch (field.presence()) {
                case UNLESS_ZERO -> !tidied.isNull() && !tidied.equals(field.type().zero());
                case WHEN_GIVEN -> !tidied.isNull();
                case ALWAYS -> true;
              };
          if (printed) {
            object.set(field.name(), tidied);
          } else {
            object.remove(field.name());
          }
        }
      }
      return given;
    }
  }

  /** A field of an object. */
  record Field(String name, ApiType type, Presence presence) {}

  /** When a field is printed. */
  enum Presence {
    /** Zero is as good as absent. */
    UNLESS_ZERO,
    /** Zero says something else than absent. */
    WHEN_GIVEN,
    ALWAYS
  }
}
