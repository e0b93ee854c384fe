/** Which replica does what only one may do: who may take the Lease, and when. */
@NullMarked
package io.higuma.leader;

import org.jspecify.annotations.NullMarked;
