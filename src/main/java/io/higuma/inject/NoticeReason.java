package io.higuma.inject;

/** What is odd about a pod that is admitted, or about the workload that makes it. */
public enum NoticeReason implements Reason {
  DEPRECATED("a label, annotation or value is deprecated, and works still"),
  REMOVED_ANNOTATION("an annotation of an older version has no effect any more"),
  UNKNOWN_KEY(
      "a label or annotation that looks like one of the mesh is not known, and has no effect"),
  IGNORED_ANNOTATION("an annotation has no effect with this pod or these settings"),
  OVERWRITTEN_ANNOTATION("an annotation is replaced by what injection writes"),
  UNREADABLE_VALUE("a value can't be read, and counts as if it were not there"),
  DOUBTFUL_VALUE("a value is passed on as it is, and what reads it in the pod will refuse it"),
  CONFLICTING_VALUE(
      "a value does not fit the settings of the control plane, so that only a part of it takes effect"),
  ORIGINAL_NOT_KEPT("the record by which an injection is taken back exactly was left out"),
  BYPASSED_REDIRECTION(
      "an init container runs as the sidecar's user, so its traffic is not redirected"),
  QOS_CLASS_LOST("the pod was Guaranteed, was to stay so, and does not"),
  POD_RESOURCES_EXCEEDED(
      "the sidecar is made smaller, to fit into the resources that the pod sets for all its containers"),
  POD_SECURITY_VIOLATION(
      "the level of the Pod Security Standards that is asked for does not allow what injection adds"),
  MISPLACED_KEY(
      "a label or annotation stands on a workload, where it has no effect, and not on the template of its pods"),
  OUT_OF_REACH(
      "pods ask for a sidecar, but by the label of their namespace Kubernetes does not ask Higuma about them");

  private final String code = Reason.codeOf(this);
  private final String sentence;

  NoticeReason(String sentence) {
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
