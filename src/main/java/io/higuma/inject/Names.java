package io.higuma.inject;

/** Names on an injected pod that other components look for. */
public final class Names {
  public static final String SIDECAR = "kuma-sidecar";
  public static final String INIT = "kuma-init";
  public static final String VALIDATION = "kuma-validation";
  public static final String GATEWAY = "kuma-gateway";

  /** Of the sidecar: the certificates that it trusts the control plane by. */
  public static final String CA_CERTIFICATE_VARIABLE = "KUMA_CONTROL_PLANE_CA_CERT";

  /** Where a container has the pod's service account token. */
  public static final String TOKEN_DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

  static final String INIT_TMP = "kuma-init-tmp";

  /** The volume of a builtin gateway that its file system is writable by. */
  public static final String GATEWAY_TMP = "tmp";

  static final String SIDECAR_TMP = "kuma-sidecar-tmp";
  static final String BASE_CONFIG = "transparent-proxy-base";
  static final String BASE_CONFIG_DIRECTORY = "/tmp/transparent-proxy/base";
  static final String CUSTOM_CONFIG = "transparent-proxy-custom";
  static final String CUSTOM_CONFIG_DIRECTORY = "/tmp/transparent-proxy/custom";
  static final String CONFIG_FILE = "config.yaml";
  static final String SPIRE_SOCKET = "kuma-spire-agent-socket";
  static final String CGROUP = "sys-fs-cgroup";
  static final String BPF = "bpf-fs";

  private Names() {}
}
