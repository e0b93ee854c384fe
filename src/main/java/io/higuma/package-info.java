/** Where Higuma starts: the one place that turns configuration into objects. */
@NullMarked
package io.higuma;

import org.jspecify.annotations.NullMarked;
