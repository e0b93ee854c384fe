/**
 * The bundle and the catalog of the Operator Lifecycle Manager, made of deploy/ and pom.xml: {@code
 * make bundle} writes them, and nothing of them is in the image.
 */
@NullMarked
package io.higuma.deploy.olm;

import org.jspecify.annotations.NullMarked;
