/**
 * From a mesh, its Dataplanes, services and policies to the configuration of one Envoy; pure, and
 * what several proxies have in common is made once.
 */
@NullMarked
package io.higuma.envoy;

import org.jspecify.annotations.NullMarked;
