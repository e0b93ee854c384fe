package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Fills in what a user left out of the spec of one kind. Pure, and a second pass changes nothing.
 */
@FunctionalInterface
public interface SpecDefaulter {
  /**
   * The spec with its defaults.
   *
   * @param spec as the user wrote it, in whatever shape; missing if there is none. It is not
   *     changed.
   * @return the same, if there is nothing to fill in; what is malformed stays for validation
   */
  JsonNode withDefaults(JsonNode spec);
}
