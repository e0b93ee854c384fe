/**
 * The server for data planes: bootstraps, and configurations over xDS. What is sent when is decided
 * by classes without I/O; around them stands the HTTPS server.
 */
@NullMarked
package io.higuma.xds;

import org.jspecify.annotations.NullMarked;
