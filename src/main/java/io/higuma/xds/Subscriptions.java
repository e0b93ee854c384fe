package io.higuma.xds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The list of streams in a DataplaneInsight. */
public final class Subscriptions {
  private Subscriptions() {}

  /**
   * The list with the newest state of a stream; others, which may be of other instances, stay.
   *
   * @param stored the list so far, oldest first; missing for none
   * @param limit the most to keep: the oldest of those that have ended go first
   */
  public static ArrayNode with(JsonNode stored, ObjectNode newest, int limit) {
    var kept = new ArrayList<JsonNode>();
    stored.forEach(kept::add);
    String id = newest.path("id").asText();
    int place = indexOf(kept, id);
    if (place < 0) {
      kept.add(newest);
    } else {
      kept.set(place, newest);
    }
    while (kept.size() > limit && removeOldestEnded(kept, id)) {}
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    kept.forEach(list::add);
    return list;
  }

  private static int indexOf(List<JsonNode> subscriptions, String id) {
    for (int i = 0; i < subscriptions.size(); i++) {
      if (subscriptions.get(i).path("id").asText().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean removeOldestEnded(List<JsonNode> subscriptions, String newest) {
    for (int i = 0; i < subscriptions.size(); i++) {
      JsonNode one = subscriptions.get(i);
      if (one.hasNonNull("disconnectTime") && !one.path("id").asText().equals(newest)) {
        subscriptions.remove(i);
        return true;
      }
    }
    return false;
  }
}
