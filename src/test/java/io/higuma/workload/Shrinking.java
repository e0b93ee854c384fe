package io.higuma.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Makes a pod that fails a test smaller, so that one sees what it fails by. */
public final class Shrinking {
  private final Predicate<ObjectNode> fails;
  private ObjectNode smallest;

  private Shrinking(ObjectNode pod, Predicate<ObjectNode> fails) {
    this.fails = fails;
    smallest = pod.deepCopy();
  }

  /**
   * The pod without all that can be left out, one thing at a time, with the pod still failing.
   *
   * @param fails gets a copy that it may change
   */
  public static ObjectNode shrink(ObjectNode pod, Predicate<ObjectNode> fails) {
    var shrinking = new Shrinking(pod, fails);
    while (shrinking.removeSomething()) {
      // Again from the start: what is gone may have been what kept others.
    }
    return shrinking.smallest;
  }

  private boolean removeSomething() {
    boolean removed = false;
    for (String pointer : pointers()) {
      ObjectNode without = smallest.deepCopy();
      if (remove(without, pointer) && fails.test(without.deepCopy())) {
        smallest = without;
        removed = true;
      }
    }
    return removed;
  }

  /** Of all that is in the pod: large things first, and of a list the last first. */
  private List<String> pointers() {
    var pointers = new ArrayList<String>();
    collect(smallest, "", pointers);
    pointers.sort(
        Comparator.comparingLong((String pointer) -> pointer.chars().filter(c -> c == '/').count())
            .thenComparing(Comparator.reverseOrder()));
    return pointers;
  }

  private static void collect(JsonNode node, String at, List<String> pointers) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(entry -> {
            String child = at + "/" + entry.getKey().replace("~", "~0").replace("/", "~1");
            pointers.add(child);
            collect(entry.getValue(), child, pointers);
          });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        pointers.add(at + "/" + i);
        collect(array.get(i), at + "/" + i, pointers);
      }
    }
  }

  private static boolean remove(ObjectNode pod, String pointer) {
    int slash = pointer.lastIndexOf('/');
    String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
    return switch (pod.at(pointer.substring(0, slash))) {
      case ObjectNode parent -> parent.remove(name) != null;
      case ArrayNode parent -> parent.remove(Integer.parseInt(name)) != null;
      default -> false;
    };
  }
}
