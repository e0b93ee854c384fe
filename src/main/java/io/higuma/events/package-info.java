/** What happened to an object, told where a user looks: in its Kubernetes Events. */
@NullMarked
package io.higuma.events;

import org.jspecify.annotations.NullMarked;
