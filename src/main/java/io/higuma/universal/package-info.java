/**
 * Objects as a control plane without Kubernetes has them: read, and completed as when they are
 * written.
 */
@NullMarked
package io.higuma.universal;

import org.jspecify.annotations.NullMarked;
