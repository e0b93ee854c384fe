package io.higuma.envoy;

/**
 * What listens for an outbound, still to be changed. Its clusters are drafts of their own, since
 * several listeners may lead to one.
 *
 * @param destination whose policies count
 * @param protocol that the destination speaks
 */
public record OutboundDraft(Destination destination, Protocol protocol, ListenerDraft listener) {}
