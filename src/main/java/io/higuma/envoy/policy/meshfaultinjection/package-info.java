/** What MeshFaultInjections make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.meshfaultinjection;

import org.jspecify.annotations.NullMarked;
