/**
 * Certificates: the one that we serve, when to make it, how, and where it is kept; and the
 * authorities of meshes.
 */
@NullMarked
package io.higuma.certs;

import org.jspecify.annotations.NullMarked;
