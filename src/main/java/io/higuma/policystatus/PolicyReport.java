package io.higuma.policystatus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.targetref.PolicyRevision;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the policies of one proxy are, as an annotation of its DataplaneInsight has it: {@code
 * {"programmed":"…","pending":"…","refused":[{"type":"listener","error":"…","policies":"…"}]}}. A
 * policy takes 16 characters; a proxy that has all it should have has the first field alone.
 *
 * @param programmed what Envoy has accepted; sorted, as are the others
 * @param pending what it has not answered yet
 */
public record PolicyReport(
    List<PolicyRevision> programmed, List<PolicyRevision> pending, List<Refused> refused) {
  public static final PolicyReport NONE = new PolicyReport(List.of(), List.of(), List.of());

  /** With more of them an annotation would have some 16 KiB and more; the others are left out. */
  static final int MOST_POLICIES = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ENTRY = 2 * PolicyRevision.PART;

  public PolicyReport {
    programmed = programmed.stream().sorted().toList();
    pending = pending.stream().sorted().toList();
    refused = List.copyOf(refused);
  }

  /**
   * What Envoy rejected at one time.
   *
   * @param type of the resources: {@code listener}
   * @param error in Envoy's words, fit to be shown
   */
  public record Refused(String type, String error, List<PolicyRevision> policies) {
    public Refused {
      policies = policies.stream().sorted().toList();
    }
  }

  public boolean isEmpty() {
    return programmed.isEmpty() && pending.isEmpty() && refused.isEmpty();
  }

  /** For an annotation. */
  public String text() {
    ObjectNode json = JSON.createObjectNode();
    int room = put(json, "programmed", programmed, MOST_POLICIES);
    room = put(json, "pending", pending, room);
    if (!refused.isEmpty()) {
      ArrayNode list = json.putArray("refused");
      for (Refused one : refused) {
        ObjectNode entry = list.addObject().put("type", one.type()).put("error", one.error());
        room = put(entry, "policies", one.policies(), room);
      }
    }
    return json.toString();
  }

  private static int put(ObjectNode json, String field, List<PolicyRevision> all, int room) {
    if (all.isEmpty() || room == 0) {
      return room;
    }
    var text = new StringBuilder();
    all.stream().limit(room).forEach(text::append);
    json.put(field, text.toString());
    return Math.max(0, room - all.size());
  }

  /** Of an annotation; what can't be read is passed over. */
  public static PolicyReport parse(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      var refused = new ArrayList<Refused>();
      for (JsonNode one : json.path("refused")) {
        refused.add(
            new Refused(
                one.path("type").asText(),
                Envoys.words(one.path("error").asText()),
                revisions(one.path("policies").asText())));
      }
      return new PolicyReport(
          revisions(json.path("programmed").asText()),
          revisions(json.path("pending").asText()),
          refused);
    } catch (JsonProcessingException e) {
      return NONE;
    }
  }

  private static List<PolicyRevision> revisions(String text) {
    var all = new ArrayList<PolicyRevision>();
    for (int at = 0; at + ENTRY <= text.length() && all.size() < MOST_POLICIES; at += ENTRY) {
      int middle = at + PolicyRevision.PART;
      all.add(new PolicyRevision(text.substring(at, middle), text.substring(middle, at + ENTRY)));
    }
    return all;
  }
}
