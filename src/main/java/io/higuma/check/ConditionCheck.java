package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the conditions of objects say: meshes that do not have what they ask for, policies that are
 * not accepted or not programmed. Objects are handed in one by one and not kept.
 */
final class ConditionCheck implements Check {
  private static final int MOST = 20;

  private final String check;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> gaps = new ArrayList<>();
  private final List<String> denied = new ArrayList<>();
  private String why = "";
  private int objects;
  private int bad;

  ConditionCheck(String check) {
    this.check = check;
  }

  /**
   * Takes an object in.
   *
   * @param kind as in sentences
   * @param plural as kubectl takes it
   */
  void add(String kind, String plural, ObjectNode object) {
    objects++;
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("status").asText().equals("False")) {
        bad++;
        if (bad <= MOST) {
          findings.add(finding(kind, plural, object, condition));
        }
      }
    }
  }

  /** Takes in how much was read of a kind. */
  void extent(String kind, Known<ClusterReader.Extent> extent) {
    switch (extent) {
      case Known.Denied<ClusterReader.Extent>(var reason) -> {
        denied.add(kind);
        why = reason;
      }
      case Known.Value<ClusterReader.Extent>(var read) -> {
        if (!read.complete()) {
          gaps.add(
              Finding.skipped(
                  check,
                  "further objects of kind " + kind,
                  "only %d were looked at".formatted(read.objects())));
        }
      }
    }
  }

  private Finding finding(String kind, String plural, ObjectNode object, JsonNode condition) {
    String namespace = object.path("metadata").path("namespace").asText("");
    return Finding.warning(
        check,
        "%s %s: %s is False (%s): %s"
            .formatted(
                kind,
                Words.fullName(object),
                condition.path("type").asText(),
                condition.path("reason").asText(),
                condition.path("message").asText()),
        "kubectl get %s %s%s -o yaml"
            .formatted(plural, Words.name(object), namespace.isEmpty() ? "" : " -n " + namespace));
  }

  @Override
  public List<Finding> findings() {
    var all = new ArrayList<Finding>(findings);
    if (bad > MOST) {
      all.add(
          Finding.warning(
              check,
              "%d more conditions are False".formatted(bad - MOST),
              "put these right first"));
    }
    if (!denied.isEmpty()) {
      all.add(
          Finding.skipped(
              check, "objects of kind %s are not known".formatted(Words.some(denied)), why));
    }
    if (bad == 0 && (objects > 0 || denied.isEmpty())) {
      all.add(Finding.ok(check, "no condition of %d objects is False".formatted(objects)));
    }
    all.addAll(gaps);
    return all;
  }
}
