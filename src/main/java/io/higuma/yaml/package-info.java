/** YAML as we print it. */
@NullMarked
package io.higuma.yaml;

import org.jspecify.annotations.NullMarked;
