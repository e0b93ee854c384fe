/** The serving certificate: when to make one, how, and where it is kept. */
@NullMarked
package io.higuma.certs;

import org.jspecify.annotations.NullMarked;
