package io.higuma.inject;

/** Why a pod is admitted as it is. */
public enum SkipReason implements Reason {
  GLOBAL_CONTROL_PLANE("a control plane in mode global injects nothing"),
  KUBE_SYSTEM("pods of the namespace kube-system are never injected"),
  SYSTEM_NAMESPACE("in the namespace of the control plane only zone proxies are injected"),
  EXCEPTION_LABEL("a label of the pod is on the list of exceptions"),
  ALREADY_INJECTED("the pod has its sidecar already"),
  POD_DISABLED("the pod's label kuma.io/sidecar-injection says no"),
  POD_ANNOTATION_DISABLED("the pod's annotation kuma.io/sidecar-injection says no"),
  NAMESPACE_DISABLED("the namespace's label kuma.io/sidecar-injection says no"),
  NAMESPACE_ANNOTATION_DISABLED("the namespace's annotation kuma.io/sidecar-injection says no"),
  HOST_NETWORK(
      "a pod with hostNetwork shares the node's network, and redirecting its traffic would redirect the"
          + " node's: remove hostNetwork, or set the label kuma.io/sidecar-injection: disabled"),
  WINDOWS("there is no sidecar for Windows: set the label kuma.io/sidecar-injection: disabled"),
  NOT_ENABLED("neither the pod nor its namespace asks for a sidecar");

  private final String code = Reason.codeOf(this);
  private final String sentence;

  SkipReason(String sentence) {
    this.sentence = sentence;
  }

  /** Whether it is the namespace that does not ask for a sidecar. */
  boolean isOfNamespace() {
    return this == NAMESPACE_DISABLED
        || this == NAMESPACE_ANNOTATION_DISABLED
        || this == NOT_ENABLED;
  }

  /** Whether whoever asked for a sidecar does not get one, and should learn why. */
  public boolean isWarning() {
    return this == HOST_NETWORK || this == WINDOWS;
  }

  /** Whether the pod's labels and annotations were read for the decision. */
  boolean isOfWhatItsUserWrote() {
    return this == POD_DISABLED
        || this == POD_ANNOTATION_DISABLED
        || isWarning()
        || isOfNamespace();
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
