/** Dataplanes and zone proxies from Pods: what a Pod, its Services and its node make of it. */
@NullMarked
package io.higuma.dataplane;

import org.jspecify.annotations.NullMarked;
