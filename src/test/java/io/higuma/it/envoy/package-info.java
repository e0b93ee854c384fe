/**
 * Real Envoys in network namespaces, with the redirection of a pod, and programs that talk through
 * them. Needs root, python3, and what dev/envoy fetches.
 */
@NullMarked
package io.higuma.it.envoy;

import org.jspecify.annotations.NullMarked;
