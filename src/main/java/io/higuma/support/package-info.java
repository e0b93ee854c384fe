/** What somebody who helps needs to see of a cluster, and nothing that is secret. */
@NullMarked
package io.higuma.support;

import org.jspecify.annotations.NullMarked;
