/** The policies with a target, one class for each; what they have in common is in one table. */
@NullMarked
package io.higuma.policy;

import org.jspecify.annotations.NullMarked;
