/** The admission webhooks: bytes of an AdmissionReview in, bytes of its answer out. */
@NullMarked
package io.higuma.admission;

import org.jspecify.annotations.NullMarked;
