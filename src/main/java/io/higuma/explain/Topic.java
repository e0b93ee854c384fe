package io.higuma.explain;

/** What an explanation is made of, and what remains unknown when it can't be read. */
public enum Topic {
  NAMESPACE(
      "the labels of the namespace; it counts as labelled kuma.io/sidecar-injection: enabled"),
  OWNERS("what the pod was made from"),
  PODS("which pods there are"),
  EVENTS("whether pods were refused"),
  WEBHOOKS("the cluster's own webhook configuration; that of Higuma's deploy/ is assumed"),
  MESHES("which meshes there are; the pod's mesh counts as there"),
  CONTAINER_PATCHES("what the ContainerPatches are; they count as there, without operations"),
  SERVICES("whether a Service makes the pod a zone proxy"),
  REDIRECTION("the redirection settings of the platform; they count as empty"),
  CONTROL_PLANE("since when the control plane runs, and its variables"),
  SETTINGS("the settings of the control plane; the defaults are assumed"),
  VARIABLES("the values of these variables of the control plane, which count as not set");

  private final String consequence;

  Topic(String consequence) {
    this.consequence = consequence;
  }

  /** What is not known, and what is assumed instead. */
  public String consequence() {
    return consequence;
  }
}
