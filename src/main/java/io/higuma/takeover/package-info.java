/** Whether another control plane works on the same cluster. */
@NullMarked
package io.higuma.takeover;

import org.jspecify.annotations.NullMarked;
