package io.higuma.inject;

/** Why a pod is admitted as it is. */
public enum SkipReason {
  GLOBAL_CONTROL_PLANE("a control plane in mode global injects nothing"),
  EXCEPTION_LABEL("a label of the pod is on the list of exceptions"),
  ALREADY_INJECTED("the pod has a container kuma-sidecar already"),
  POD_DISABLED("the pod's label kuma.io/sidecar-injection says no"),
  POD_ANNOTATION_DISABLED("the pod's annotation kuma.io/sidecar-injection says no"),
  NAMESPACE_DISABLED("the namespace's label kuma.io/sidecar-injection says no"),
  NAMESPACE_ANNOTATION_DISABLED("the namespace's annotation kuma.io/sidecar-injection says no"),
  HOST_NETWORK(
      "a pod with hostNetwork shares the node's network, and redirecting its traffic would redirect the"
          + " node's: remove hostNetwork, or set the label kuma.io/sidecar-injection: disabled"),
  WINDOWS("there is no sidecar for Windows: set the label kuma.io/sidecar-injection: disabled"),
  NOT_ENABLED("neither the pod nor its namespace asks for a sidecar");

  private final String sentence;

  SkipReason(String sentence) {
    this.sentence = sentence;
  }

  /** Whether it is the namespace that does not ask for a sidecar. */
  boolean isOfNamespace() {
    return switch (this) {
      case NAMESPACE_DISABLED, NAMESPACE_ANNOTATION_DISABLED, NOT_ENABLED -> true;
      case GLOBAL_CONTROL_PLANE,
          EXCEPTION_LABEL,
          ALREADY_INJECTED,
          POD_DISABLED,
          POD_ANNOTATION_DISABLED,
          HOST_NETWORK,
          WINDOWS ->
          false;
    };
  }

  /** Whether whoever asked for a sidecar does not get one, and should learn why. */
  public boolean isWarning() {
    return this == HOST_NETWORK || this == WINDOWS;
  }

  /** The reason as users read it. */
  public String sentence() {
    return sentence;
  }
}
