/** What MeshTrafficPermissions make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.meshtrafficpermission;

import org.jspecify.annotations.NullMarked;
