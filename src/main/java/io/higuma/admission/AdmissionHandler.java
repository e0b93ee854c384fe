package io.higuma.admission;

/** Answers AdmissionReviews. Must be safe for use by several threads. */
@FunctionalInterface
public interface AdmissionHandler {
  /**
   * Answers one review.
   *
   * @param body an AdmissionReview with a request, or whatever else the client sent as one
   * @return an AdmissionReview with a response
   * @throws WouldBlockException if the answer needs a wait that this handler must not do
   * @throws RuntimeException if there is no answer; the client gets a denial with code 500
   */
  byte[] review(byte[] body);

  /** Makes what it would make with the first review; may wait. */
  default void prepare() {}
}
