/**
 * Why a pod has a sidecar or has none, and why the sidecar looks as it does: from the pod, the
 * objects around it and the settings to sentences. Pure, but for the port that objects are read by.
 */
@NullMarked
package io.higuma.explain;

import org.jspecify.annotations.NullMarked;
