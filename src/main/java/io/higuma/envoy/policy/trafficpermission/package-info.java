/** What TrafficPermissions, and the lack of any permission, make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.trafficpermission;

import org.jspecify.annotations.NullMarked;
