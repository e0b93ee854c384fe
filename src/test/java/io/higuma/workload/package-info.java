/** Pods as people write them, and pods that no one would: what tests of injection are fed with. */
@NullMarked
package io.higuma.workload;

import org.jspecify.annotations.NullMarked;
