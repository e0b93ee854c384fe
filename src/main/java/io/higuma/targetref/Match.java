package io.higuma.targetref;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;

/**
 * The clients that a rule for incoming traffic is about: all that is given has to hold.
 *
 * @param sni the exact server name that the client asked for
 */
public record Match(Optional<SpiffeId> spiffeId, Optional<String> sni) {
  /** Every client. */
  public static final Match ANY = new Match(Optional.empty(), Optional.empty());

  /**
   * The order in which rules are tried: exact identities before prefixes before none, and of these
   * those with a server name first.
   */
  public static final Comparator<Match> MORE_SPECIFIC_FIRST =
      Comparator.comparingInt(Match::identityRank).thenComparingInt(m -> m.sni.isPresent() ? 0 : 1);

  /** An identity, or what a number of them begin with. */
  public record SpiffeId(Comparison comparison, String value) {}

  /** How an identity is compared. */
  public enum Comparison {
    EXACT,
    PREFIX
  }

  /** Reads {@code {spiffeID: {type, value}, sni: {type, value}}}; what is absent matches all. */
  public static Match of(JsonNode json) {
    JsonNode id = json.path("spiffeID");
    JsonNode sni = json.path("sni");
    return new Match(
        id.isObject() ? Optional.of(spiffeId(id)) : Optional.empty(),
        sni.isObject() ? Optional.of(sni.path("value").asText("")) : Optional.empty());
  }

  private static SpiffeId spiffeId(JsonNode id) {
    Comparison comparison =
        id.path("type").asText("").equals("Prefix") ? Comparison.PREFIX : Comparison.EXACT;
    return new SpiffeId(comparison, id.path("value").asText(""));
  }

  public boolean isAny() {
    return equals(ANY);
  }

  private int identityRank() {
    return spiffeId
        .map(id ->
            switch (id.comparison()) {
              case EXACT -> 0;
              case PREFIX -> 1;
            })
        .orElse(2);
  }
}
