package io.higuma.inject;

import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;

/**
 * The sizes of the containers that one pod gets.
 *
 * @param init of kuma-init, or of kuma-validation in its place
 * @param resizePolicy what changes of a resource do to the running sidecar; empty leaves it to
 *     Kubernetes
 * @param keepsQosClass whether the pod is Guaranteed and is to stay so
 * @param malformed annotations of the namespace that can't be read; those of the pod are kept by
 *     their reader
 * @param conflicts limits below their requests
 */
record SizePlan(
    ContainerSize sidecar,
    ContainerSize init,
    Map<String, String> resizePolicy,
    boolean keepsQosClass,
    List<Violation> malformed,
    List<Violation> conflicts) {}
