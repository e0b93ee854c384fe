package io.higuma.resource;

/** What Higuma does with the objects of a kind today. */
public sealed interface Support {
  /** Objects have an effect. The sentence tells which, and what is still without one. */
  record ActedOn(String sentence) implements Support {}

  /** Objects are stored, and that is all. The reason completes: it has no effect, as… */
  record StoredOnly(String reason) implements Support {}
}
