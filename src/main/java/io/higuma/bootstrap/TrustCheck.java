package io.higuma.bootstrap;

import io.higuma.certs.TrustAnchors;
import java.util.Optional;

/** Whether Envoy can verify the control plane by these certificates. */
final class TrustCheck {
  private TrustCheck() {}

  /** What is wrong, for the user; empty when nothing is. */
  static Optional<String> problem(String pem) {
    try {
      if (TrustAnchors.hasAuthority(pem)) {
        return Optional.empty();
      }
      return Optional.of(
          "None of the certificates by which the proxy shall verify the control plane is an"
              + " authority (basicConstraints CA): give kuma-dp one by --ca-cert-file");
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "What the proxy shall verify the control plane by is not PEM with certificates only: "
              + e.getMessage());
    }
  }
}
