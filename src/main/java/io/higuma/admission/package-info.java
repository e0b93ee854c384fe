/** The admission webhooks: an HTTPS server, and the answers it gives to AdmissionReviews. */
@NullMarked
package io.higuma.admission;

import org.jspecify.annotations.NullMarked;
