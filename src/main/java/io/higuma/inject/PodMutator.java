package io.higuma.inject;

/**
 * One step of injection. It edits a draft that belongs to this request alone. No I/O, no clock;
 * what can go wrong was found before the first step ran.
 */
public interface PodMutator {
  void apply(PodDraft draft);
}
