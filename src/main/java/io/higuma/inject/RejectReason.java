package io.higuma.inject;

/** Why a pod is refused, as metrics tell it. */
public enum RejectReason {
  /** The pod's mesh, its namespace or a ConfigMap that it needs does not exist. */
  MESH_NOT_FOUND("mesh_not_found"),
  /** A label, annotation or patch is wrong. */
  CONFIG_ERROR("config_error");

  private final String metricLabel;

  RejectReason(String metricLabel) {
    this.metricLabel = metricLabel;
  }

  public String metricLabel() {
    return metricLabel;
  }
}
