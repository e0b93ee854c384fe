package io.higuma.policystatus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.policystatus.PolicyNumbers.Refusal;
import io.higuma.service.ConditionTime;
import io.higuma.targetref.Policy;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Says in the status of a policy on how many proxies it is programmed. */
record PolicyStatusPlanner(InstantSource clock) {
  static final String ACCEPTED = "Accepted";
  static final String PROGRAMMED = "Programmed";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a condition says. */
  private record Verdict(String status, String reason, String message) {}

  /**
   * The status that a policy should have.
   *
   * @return empty when it has it already
   */
  Optional<ObjectNode> plan(StatusPolicy policy, PolicyNumbers numbers) {
    JsonNode stored =
        JSON.valueToTree(
            policy.stored().getAdditionalProperties().getOrDefault("status", Map.of()));
    Long generation = policy.stored().getMetadata().getGeneration();
    ObjectNode wanted = JSON.createObjectNode();
    ArrayNode conditions = wanted.putArray("conditions");
    JsonNode before = stored.path("conditions");
    for (JsonNode other : before) {
      String type = other.path("type").asText();
      if (!type.equals(ACCEPTED) && !type.equals(PROGRAMMED)) {
        conditions.add(other);
      }
    }
    conditions.add(condition(ACCEPTED, accepted(policy.policy()), generation, before));
    conditions.add(condition(PROGRAMMED, programmed(policy.policy(), numbers), generation, before));
    wanted.set("proxies", proxies(numbers));
    JsonNode read = read(wanted);
    boolean isSaid =
        read.path("conditions").equals(before)
            && read.path("proxies").equals(stored.path("proxies"));
    return isSaid ? Optional.empty() : Optional.of(wanted);
  }

  /** As it comes back: in a tree that was made, a small number is not equal to itself when read. */
  private static JsonNode read(ObjectNode made) {
    try {
      return JSON.readTree(made.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what Jackson writes it reads", e);
    }
  }

  private static Verdict accepted(Policy policy) {
    return policy.target().isEmpty()
        ? new Verdict(
            "False",
            "UnknownTarget",
            "spec.targetRef.kind is none that a policy can point at, so it selects no proxy")
        : new Verdict("True", ACCEPTED, "Proxies are configured by it");
  }

  private static Verdict programmed(Policy policy, PolicyNumbers numbers) {
    if (policy.effect() == Policy.Effect.SHADOW) {
      return new Verdict(
          "Unknown", "Shadow", "The label kuma.io/effect is shadow, so proxies are not given it");
    }
    if (numbers.matched() == 0) {
      return new Verdict("Unknown", "NoProxies", "It selects no proxy that is connected");
    }
    if (numbers.refused() > 0) {
      Refusal first = numbers.first().getFirst();
      return new Verdict(
          "False",
          "Refused",
          "%d of %d proxies refused it, %s first: %s"
              .formatted(numbers.refused(), numbers.matched(), first.proxy(), first.error()));
    }
    if (numbers.programmed() < numbers.matched()) {
      return new Verdict(
          "False",
          "Pending",
          "%d of %d proxies have it".formatted(numbers.programmed(), numbers.matched()));
    }
    return new Verdict(
        "True",
        PROGRAMMED,
        "All %d connected proxies that it selects have it".formatted(numbers.matched()));
  }

  private static ObjectNode proxies(PolicyNumbers numbers) {
    ObjectNode proxies =
        JSON.createObjectNode()
            .put("matched", numbers.matched())
            .put("programmed", numbers.programmed())
            .put("refused", numbers.refused());
    if (!numbers.first().isEmpty()) {
      ArrayNode refusals = proxies.putArray("refusals");
      for (Refusal one : numbers.first()) {
        refusals
            .addObject()
            .put("namespace", one.proxy().namespace())
            .put("name", one.proxy().name())
            .put("type", one.type())
            .put("error", one.error());
      }
    }
    return proxies;
  }

  private ObjectNode condition(String type, Verdict verdict, Long generation, JsonNode before) {
    ObjectNode condition = JSON.createObjectNode();
    condition.put("type", type);
    condition.put("status", verdict.status());
    condition.put("reason", verdict.reason());
    condition.put("message", verdict.message());
    condition.put("observedGeneration", generation);
    condition.put("lastTransitionTime", ConditionTime.of(before, type, verdict.status(), clock));
    return condition;
  }
}
