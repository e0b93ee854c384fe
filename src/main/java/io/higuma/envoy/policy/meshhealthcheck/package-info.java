/** What MeshHealthChecks make of a configuration. */
@NullMarked
package io.higuma.envoy.policy.meshhealthcheck;

import org.jspecify.annotations.NullMarked;
