/** Pods that run to an end, and the sidecars that would keep them from it. */
@NullMarked
package io.higuma.job;

import org.jspecify.annotations.NullMarked;
