package io.higuma.inject;

/**
 * Something that the user should know of a pod that is admitted.
 *
 * @param message a sentence without a full stop: which label or annotation of which object, what is
 *     odd, what to do
 */
public record Notice(NoticeReason reason, String message) {}
