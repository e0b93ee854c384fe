package io.higuma.inject;

/** Why a pod is refused. Of several mistakes the first one found gives the reason. */
public enum RejectReason implements Reason {
  NAMESPACE_NOT_FOUND(KumaReason.MESH_NOT_FOUND, "the pod's namespace does not exist"),
  MESH_NOT_FOUND(KumaReason.MESH_NOT_FOUND, "the pod's mesh does not exist"),
  TRANSPARENT_PROXY_CONFIG_NOT_FOUND(
      KumaReason.MESH_NOT_FOUND, "the ConfigMap with the redirection settings does not exist"),
  INVALID_TRANSPARENT_PROXY_CONFIG(
      KumaReason.CONFIG_ERROR, "the ConfigMap with the redirection settings can't be read"),
  INVALID_INJECTION_VALUE(
      KumaReason.CONFIG_ERROR,
      "the value of kuma.io/sidecar-injection on the pod or namespace is neither yes nor no"),
  INVALID_ANNOTATION(
      KumaReason.CONFIG_ERROR, "an annotation has a value that can't be read, or that conflicts"),
  INVALID_RESOURCES(
      KumaReason.CONFIG_ERROR, "annotations give a container a limit below its request"),
  CONTAINER_PATCH_NOT_FOUND(KumaReason.CONFIG_ERROR, "a ContainerPatch does not exist"),
  INVALID_CONTAINER_PATCH(
      KumaReason.CONFIG_ERROR, "a ContainerPatch has a mistake or does not fit the container"),
  FORBIDDEN_CONTAINER_PATCH(
      KumaReason.CONFIG_ERROR,
      "a ContainerPatch of the pod's namespace changes what only the platform may change"),
  RESERVED_PROBE_PORT(
      KumaReason.CONFIG_ERROR, "a probe uses the port that the sidecar serves probes on"),
  SIDECAR_USER(
      KumaReason.CONFIG_ERROR,
      "a container runs as the sidecar's user, whose traffic is not redirected"),
  FOREIGN_SIDECAR(
      KumaReason.CONFIG_ERROR, "the pod brings a container kuma-sidecar that Higuma did not add");

  /** The reason that Kuma's metric tells. */
  private enum KumaReason {
    MESH_NOT_FOUND("mesh_not_found"),
    CONFIG_ERROR("config_error");

    private final String label;

    KumaReason(String label) {
      this.label = label;
    }
  }

  private final String code = Reason.codeOf(this);
  private final KumaReason kumaReason;
  private final String sentence;

  RejectReason(KumaReason kumaReason, String sentence) {
    this.kumaReason = kumaReason;
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

  /** The value of {@code reason} in the metric {@code sidecar_injection_total}, as in Kuma. */
  public String metricLabel() {
    return kumaReason.label;
  }
}
