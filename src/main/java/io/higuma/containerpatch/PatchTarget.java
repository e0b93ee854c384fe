package io.higuma.containerpatch;

/** Which container of an injected pod a list of operations changes. */
public enum PatchTarget {
  SIDECAR("sidecarPatch"),
  INIT("initPatch");

  private final String field;

  PatchTarget(String field) {
    this.field = field;
  }

  /** The field of {@code spec} that holds the operations. */
  public String field() {
    return field;
  }
}
