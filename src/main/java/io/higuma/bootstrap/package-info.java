/**
 * What a sidecar gets when it starts: from its request, its Dataplane and its mesh to the bootstrap
 * of its Envoy, or a refusal; pure.
 */
@NullMarked
package io.higuma.bootstrap;

import org.jspecify.annotations.NullMarked;
