/**
 * The command line: what the control plane would do, from files and without a cluster, and why the
 * pods of a cluster are as they are.
 */
@NullMarked
package io.higuma.cli;

import org.jspecify.annotations.NullMarked;
