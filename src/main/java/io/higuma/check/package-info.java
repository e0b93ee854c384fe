/**
 * Whether Higuma can be installed on a cluster, and whether an installed one is as it should be:
 * each check makes findings of what was read of the cluster.
 */
@NullMarked
package io.higuma.check;

import org.jspecify.annotations.NullMarked;
