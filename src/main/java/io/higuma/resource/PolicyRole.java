package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;

/** Whom a policy is for. It decides how policies are ordered and whom they reach. */
public enum PolicyRole {
  /** Of the system namespace: for all of the mesh. */
  SYSTEM("system"),
  /** For the clients of services in its namespace. */
  PRODUCER("producer"),
  /** For the clients in its namespace. */
  CONSUMER("consumer"),
  /** For the workloads in its namespace. */
  WORKLOAD_OWNER("workload-owner");

  private final String value;

  PolicyRole(String value) {
    this.value = value;
  }

  /** The value of the label {@code kuma.io/policy-role}. */
  public String value() {
    return value;
  }

  /** The role that a policy has, or why it can have none. */
  public sealed interface Reading {
    record Known(PolicyRole role) implements Reading {}

    /** A mix of roles. */
    record Mixed(String message) implements Reading {}
  }

  /**
   * The role of a policy.
   *
   * @param spec in any shape; what has a wrong type counts as absent
   * @param namespace of the policy
   */
  public static Reading of(JsonNode spec, String namespace, String systemNamespace) {
    if (namespace.equals(systemNamespace)) {
      return new Reading.Known(SYSTEM);
    }
    JsonNode to = spec.path("to");
    boolean hasTo = to.isArray() && !to.isEmpty();
    JsonNode from = spec.path("from");
    if (!hasTo) {
      return new Reading.Known(WORKLOAD_OWNER);
    }
    if (from.isArray() && !from.isEmpty()) {
      return new Reading.Mixed("it's not allowed to mix 'to' and 'from' arrays in the same policy");
    }
    int producers = 0;
    for (JsonNode item : to) {
      if (isProducer(item.path("targetRef"), namespace)) {
        producers++;
      }
    }
    if (producers == 0) {
      return new Reading.Known(CONSUMER);
    }
    return producers == to.size()
        ? new Reading.Known(PRODUCER)
        : new Reading.Mixed(
            "it's not allowed to mix producer and consumer items in the same policy");
  }

  private static boolean isProducer(JsonNode target, String namespace) {
    String name = target.path("name").asText("");
    // A name that is a tag says whose service it is.
    String of = ServiceTag.namespace(name).orElseGet(() -> target.path("namespace").asText(""));
    return switch (target.path("kind").asText("")) {
      case "MeshService", "MeshHTTPRoute" ->
          !name.isEmpty() && (of.isEmpty() || of.equals(namespace));
      default -> false;
    };
  }
}
