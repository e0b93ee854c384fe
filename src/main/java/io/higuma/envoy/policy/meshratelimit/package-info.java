/** What MeshRateLimits make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.meshratelimit;

import org.jspecify.annotations.NullMarked;
