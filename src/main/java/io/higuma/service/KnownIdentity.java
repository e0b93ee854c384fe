package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A MeshIdentity, as far as others have to know it.
 *
 * @param isReady whether its certificates are issued, or were once: data planes that were given one
 *     must not go on in the clear because an authority is lost
 * @param isPartlyReady whether it gives SPIFFE ids at least
 */
public record KnownIdentity(WorkloadIdentity says, boolean isReady, boolean isPartlyReady) {
  private static final String READY = "Ready";

  /** A condition that stays, once certificates have been issued. */
  static final String ISSUED = "higuma.io/Issued";

  /** Of an object's spec and status. */
  public static KnownIdentity of(JsonNode spec, JsonNode status) {
    boolean isReady = false;
    boolean wasReady = false;
    boolean isPartlyReady = false;
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText("").equals(READY)) {
        isReady = condition.path("status").asText("").equals("True");
        isPartlyReady =
            condition.path("reason").asText("").equals(MeshIdentityReconciler.PARTIALLY_READY);
      } else if (condition.path("type").asText("").equals(ISSUED)) {
        wasReady = condition.path("status").asText("").equals("True");
      }
    }
    isReady = isReady || wasReady;
    return new KnownIdentity(WorkloadIdentity.of(spec), isReady, isReady || isPartlyReady);
  }
}
