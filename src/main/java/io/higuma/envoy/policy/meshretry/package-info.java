/** MeshRetry: what is tried again, and how often. */
@NullMarked
package io.higuma.envoy.policy.meshretry;

import org.jspecify.annotations.NullMarked;
