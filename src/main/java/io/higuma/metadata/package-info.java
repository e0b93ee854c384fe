/**
 * Every label and annotation that Higuma reads or writes, once, with the form of its value and its
 * meaning.
 */
@NullMarked
package io.higuma.metadata;

import org.jspecify.annotations.NullMarked;
