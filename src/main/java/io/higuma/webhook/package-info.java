/** What the control plane writes into its own webhook configurations, and when. */
@NullMarked
package io.higuma.webhook;

import org.jspecify.annotations.NullMarked;
