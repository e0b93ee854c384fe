/** What MeshTLSes make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.meshtls;

import org.jspecify.annotations.NullMarked;
