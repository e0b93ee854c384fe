/** The life of a mesh: its defaults, its authorities, its secrets, and what its status says. */
@NullMarked
package io.higuma.mesh;

import org.jspecify.annotations.NullMarked;
