/**
 * What a proxy has and why: its policies, which of them says what, and why others are not for it.
 * Pure; from files and from a cluster alike.
 */
@NullMarked
package io.higuma.inspect;

import org.jspecify.annotations.NullMarked;
