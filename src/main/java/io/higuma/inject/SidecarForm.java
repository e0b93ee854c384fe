package io.higuma.inject;

/** How Kubernetes runs the sidecar. */
public enum SidecarForm {
  /** An init container that is restarted and outlives the others; Kubernetes 1.29 and later. */
  NATIVE,
  /** A container beside the application's. */
  CLASSIC
}
