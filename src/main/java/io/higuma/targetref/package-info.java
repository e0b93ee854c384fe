/**
 * Which policies a proxy has, and what they say together: pure, over JSON, without a word of Envoy.
 *
 * <p>{@link io.higuma.targetref.MeshPolicies} holds the policies of one mesh and gives each {@link
 * io.higuma.targetref.ProxyView} its {@link io.higuma.targetref.ProxyPolicies}; proxies with equal
 * policies are given the identical rules.
 */
@NullMarked
package io.higuma.targetref;

import org.jspecify.annotations.NullMarked;
