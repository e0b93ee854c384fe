package io.higuma.envoy;

import java.util.Locale;

/** Which part of the configuration a resource is of; MeshProxyPatch matches on the text. */
public enum Origin {
  ADMIN,
  PROMETHEUS,
  TRANSPARENT,
  INBOUND,
  OUTBOUND,
  DIRECT_ACCESS,
  PROBES,
  DNS,
  DYNAMIC_CONFIG,
  INGRESS,
  EGRESS,
  SECRETS;

  /** As users write it: {@code inbound}. */
  public String text() {
    return switch (this) {
      case DIRECT_ACCESS -> "direct-access";
      case PROBES -> "probe";
      case DYNAMIC_CONFIG -> "dynamic-config";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }
}
