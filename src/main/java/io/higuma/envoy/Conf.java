package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the policies of one kind say together about one thing. It is part of the keys that resources
 * are remembered by, so its hash is worked out once, and the same one is equal at a glance.
 */
public final class Conf {
  private final JsonNode json;
  private final int hash;

  /**
   * Of merged policies.
   *
   * @param json {@code default} after merging; is not changed by anybody
   */
  public Conf(JsonNode json) {
    this.json = json;
    this.hash = json.hashCode();
  }

  public JsonNode json() {
    return json;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Conf conf && hash == conf.hash && json.equals(conf.json));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
