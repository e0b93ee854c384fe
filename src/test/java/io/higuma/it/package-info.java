/** The packaged operator at work on a real API server. */
@NullMarked
package io.higuma.it;

import org.jspecify.annotations.NullMarked;
