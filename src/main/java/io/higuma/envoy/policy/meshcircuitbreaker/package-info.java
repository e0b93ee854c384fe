/** MeshCircuitBreaker: limits of connections, and when endpoints are left out. */
@NullMarked
package io.higuma.envoy.policy.meshcircuitbreaker;

import org.jspecify.annotations.NullMarked;
