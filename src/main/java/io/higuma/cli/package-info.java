/** The offline command line: what the control plane would do, from files, without a cluster. */
@NullMarked
package io.higuma.cli;

import org.jspecify.annotations.NullMarked;
