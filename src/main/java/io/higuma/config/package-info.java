/** The control plane's settings: Kuma's layout and variables, read into records. */
@NullMarked
package io.higuma.config;

import org.jspecify.annotations.NullMarked;
