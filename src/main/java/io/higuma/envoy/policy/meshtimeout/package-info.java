/** What MeshTimeouts make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.meshtimeout;

import org.jspecify.annotations.NullMarked;
