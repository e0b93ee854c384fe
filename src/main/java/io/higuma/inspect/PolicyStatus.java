package io.higuma.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane says in the status of a policy. Printed as JSON as it is.
 *
 * @param proxies null where it has counted nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PolicyStatus(
    List<Condition> conditions, @Nullable Counts proxies, List<Refusal> refusals) {
  public PolicyStatus {
    conditions = List.copyOf(conditions);
    refusals = List.copyOf(refusals);
  }

  /** One of its conditions. */
  public record Condition(String type, String status, String reason, String message) {}

  /**
   * Of connected proxies.
   *
   * @param matched that it selects
   * @param programmed that have it as it is now
   * @param refused whose Envoy rejects it
   */
  public record Counts(int matched, int programmed, int refused) {}

  /** A proxy that rejects it; the first few are told. */
  public record Refusal(String dataplane, String type, String error) {}

  static PolicyStatus of(JsonNode status) {
    var conditions = new ArrayList<Condition>();
    for (JsonNode one : status.path("conditions")) {
      conditions.add(
          new Condition(
              one.path("type").asText(""),
              one.path("status").asText(""),
              one.path("reason").asText(""),
              Words.oneLine(one.path("message").asText(""))));
    }
    JsonNode proxies = status.path("proxies");
    var refusals = new ArrayList<Refusal>();
    for (JsonNode one : proxies.path("refusals")) {
      refusals.add(
          new Refusal(
              one.path("name").asText("") + "." + one.path("namespace").asText(""),
              one.path("type").asText(""),
              Words.oneLine(one.path("error").asText(""))));
    }
    return new PolicyStatus(
        conditions,
        proxies.isObject()
            ? new Counts(
                proxies.path("matched").asInt(),
                proxies.path("programmed").asInt(),
                proxies.path("refused").asInt())
            : null,
        refusals);
  }
}
