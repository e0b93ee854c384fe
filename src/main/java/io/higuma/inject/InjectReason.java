package io.higuma.inject;

/** Why a pod gets its sidecar. */
public enum InjectReason implements Reason {
  POD_LABEL("the pod's label kuma.io/sidecar-injection asks for a sidecar"),
  POD_ANNOTATION("the pod's annotation kuma.io/sidecar-injection asks for a sidecar"),
  NAMESPACE_LABEL("the namespace's label kuma.io/sidecar-injection asks for sidecars"),
  NAMESPACE_ANNOTATION("the namespace's annotation kuma.io/sidecar-injection asks for sidecars"),
  LATE_CONTAINERS(
      "another webhook added containers after the sidecar, and their probes now go through it");

  private final String code = Reason.codeOf(this);
  private final String sentence;

  InjectReason(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
