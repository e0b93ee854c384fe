package io.higuma.events;

import java.time.Instant;

/**
 * Something that happened to an object some times.
 *
 * @param source the component that tells it
 * @param reason one word, such as {@code SidecarInjected}
 * @param count how often since it was told last; at least 1
 * @param last when it happened last
 */
public record CountedEvent(
    String source,
    EventTarget regarding,
    EventType type,
    String reason,
    String message,
    int count,
    Instant last) {}
