/** The metrics, each once: name, labels, buckets and meaning. */
@NullMarked
package io.higuma.metrics;

import org.jspecify.annotations.NullMarked;
