/** Who a data plane is to others: its certificate, when it is renewed, and whom it believes. */
@NullMarked
package io.higuma.identity;

import org.jspecify.annotations.NullMarked;
