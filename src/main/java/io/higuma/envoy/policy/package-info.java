/** What effects of policies have in common. */
@NullMarked
package io.higuma.envoy.policy;

import org.jspecify.annotations.NullMarked;
