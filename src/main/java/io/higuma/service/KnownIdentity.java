package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A MeshIdentity, as far as others have to know it.
 *
 * @param isReady whether its certificates are issued
 * @param isPartlyReady whether it gives SPIFFE ids at least
 */
public record KnownIdentity(WorkloadIdentity says, boolean isReady, boolean isPartlyReady) {
  private static final String READY = "Ready";
  static final String PARTIALLY_READY = "PartiallyReady";

  /** Of an object's spec and status. */
  public static KnownIdentity of(JsonNode spec, JsonNode status) {
    boolean isReady = false;
    boolean isPartlyReady = false;
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText("").equals(READY)) {
        isReady = condition.path("status").asText("").equals("True");
        isPartlyReady = isReady || condition.path("reason").asText("").equals(PARTIALLY_READY);
      }
    }
    return new KnownIdentity(WorkloadIdentity.of(spec), isReady, isPartlyReady);
  }
}
