/**
 * What is wrong and where: the words in which webhooks, reconcilers and the command line refuse
 * input.
 */
@NullMarked
package io.higuma.validation;

import org.jspecify.annotations.NullMarked;
