/**
 * The kinds of group {@code kuma.io}, version {@code v1alpha1}, as data: what stands in a field,
 * not whether it is right.
 *
 * <p>Mesh, Dataplane and the zone proxies write their specs as JSON of protocol buffers: a value
 * that equals its type's zero is left out, a message that is set but empty is {@code {}}, a wrapped
 * value is left out only when unset.
 */
@NullMarked
package io.higuma.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
