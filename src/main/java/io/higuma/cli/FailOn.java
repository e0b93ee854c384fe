package io.higuma.cli;

/** What a user may want a run to fail on, though it is no mistake. */
enum FailOn {
  /** A pod gets no sidecar, and has none; or a check could not be done. */
  skipped,

  /** Something is not as the user will have meant it; each stands on stderr. */
  warning
}
