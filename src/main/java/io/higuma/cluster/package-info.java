/** Our own ports on the real API server. */
@NullMarked
package io.higuma.cluster;

import org.jspecify.annotations.NullMarked;
