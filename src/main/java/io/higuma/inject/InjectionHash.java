package io.higuma.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.containerpatch.PatchTarget;
import java.util.HexFormat;
import java.util.Map;

/**
 * Sums up what injection makes of the settings, patches and annotations of a pod: its containers,
 * the form and place of these, and the annotations that describe the redirection. What comes from
 * the application or differs from pod to pod is left out, and so are the certificates, which are
 * renewed without a restart. So two pods have the same sum if and only if the same was asked for
 * them, and a pod whose sum would be another today has an old sidecar.
 *
 * <p>The order of fields does not count. Not for secrets: a sum of 64 bits, made to be fast.
 */
final class InjectionHash {
  /** Odd, with no pattern; the others are its powers. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private static final long FACTOR2 = 0xDF442D22CE4859B9L;
  private static final long FACTOR3 = 0x604A5CE3ADDEF82DL;
  private static final long FACTOR4 = 0xD94363FC538227B1L;
  private static final long NULL = 1;
  private static final long TEXT = 3;
  private static final long NUMBER = 5;
  private static final long ARRAY = 7;
  private static final long OBJECT = 11;
  private static final long TRUE = 13;
  private static final long FALSE = 17;

  private long sum;

  /**
   * A container that injection adds.
   *
   * @param container after its patches, before it is fitted to what the pod has room for
   */
  void add(PatchTarget target, ObjectNode container) {
    long fields = OBJECT;
    for (Map.Entry<String, JsonNode> field : container.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      long part =
          switch (name) {
            case "env" -> variables(value);
            case "volumeMounts" -> mounts(value);
            default -> of(value);
          };
      fields += field(name, part);
    }
    sum += mixed(fields + of(target.name()));
  }

  /** The annotations that injection writes; their order does not count. */
  void add(Map<String, String> annotations) {
    long entries = ARRAY;
    for (Map.Entry<String, String> annotation : annotations.entrySet()) {
      entries += field(annotation.getKey(), of(annotation.getValue()));
    }
    sum += mixed(entries);
  }

  void add(Placement.Order order) {
    sum += mixed(of(order.name()));
  }

  /** 16 hexadecimal digits. */
  String text() {
    return HexFormat.of().toHexDigits(sum);
  }

  private static long variables(JsonNode variables) {
    long all = ARRAY;
    for (JsonNode variable : variables) {
      String name = variable.path("name").textValue();
      all = mixed(all + (Names.CA_CERTIFICATE_VARIABLE.equals(name) ? of(name) : of(variable)));
    }
    return all;
  }

  /** Without the token's, whose volume is named anew for each pod. */
  private static long mounts(JsonNode mounts) {
    long all = ARRAY;
    for (JsonNode mount : mounts) {
      if (!Names.TOKEN_DIRECTORY.equals(mount.path("mountPath").textValue())) {
        all = mixed(all + of(mount));
      }
    }
    return all;
  }

  private static long of(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> of(node.textValue());
      case OBJECT -> {
        long fields = OBJECT;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          fields += field(field.getKey(), of(field.getValue()));
        }
        yield fields;
      }
      case ARRAY -> {
        long elements = ARRAY;
        for (JsonNode element : node) {
          elements = mixed(elements + of(element));
        }
        yield elements;
      }
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? mixed(NUMBER + node.longValue() * FACTOR)
              : NUMBER + of(node.decimalValue().stripTrailingZeros().toPlainString());
      case BOOLEAN -> node.booleanValue() ? TRUE : FALSE;
      case BINARY, MISSING, NULL, POJO -> NULL;
    };
  }

  /** Names are few and mostly constants, which keep their hash code; values need all 64 bits. */
  private static long field(String name, long value) {
    return mixed(name.hashCode() * FACTOR + value);
  }

  /** Four characters at a time, as each multiplication waits for the one before. */
  private static long of(String text) {
    int length = text.length();
    long hash = TEXT + length;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      hash =
          hash * FACTOR4
              + text.charAt(i) * FACTOR3
              + text.charAt(i + 1) * FACTOR2
              + text.charAt(i + 2) * FACTOR
              + text.charAt(i + 3);
    }
    for (; i < length; i++) {
      hash = hash * FACTOR + text.charAt(i);
    }
    return mixed(hash);
  }

  /** Each bit depends on each other, as in SplitMix64. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
