package io.higuma.certs;

import io.higuma.events.EventType;

/** Told of changes of the authority that people should know about. */
@FunctionalInterface
public interface AuthorityEvents {
  /**
   * Tells; returns at once.
   *
   * @param reason one word
   */
  void tell(EventType type, String reason, String message);
}
