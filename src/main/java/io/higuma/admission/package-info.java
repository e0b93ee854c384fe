/** The HTTPS server that the API server sends its AdmissionReviews to. */
@NullMarked
package io.higuma.admission;

import org.jspecify.annotations.NullMarked;
