/** What the kinds of the API have in common: names, scope, format, and who may write them. */
@NullMarked
package io.higuma.resource;

import org.jspecify.annotations.NullMarked;
