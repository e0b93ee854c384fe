/**
 * ContainerPatch: changes that platform engineers make to the sidecar and init container of
 * injected pods.
 */
@NullMarked
package io.higuma.containerpatch;

import org.jspecify.annotations.NullMarked;
