/** Quantities and durations in the notations of Kubernetes and Go. */
@NullMarked
package io.higuma.units;

import org.jspecify.annotations.NullMarked;
