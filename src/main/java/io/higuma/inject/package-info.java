/**
 * Injection: whether a pod gets a sidecar, and what changes in it when it does. Pure; what it needs
 * to know of the cluster comes through {@link io.higuma.inject.ClusterView}.
 */
@NullMarked
package io.higuma.inject;

import org.jspecify.annotations.NullMarked;
