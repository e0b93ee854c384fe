/**
 * The services of a mesh: MeshServices from Kubernetes Services, what hangs on them (addresses,
 * host names, status), and the other objects that follow from Services and Dataplanes.
 */
@NullMarked
package io.higuma.service;

import org.jspecify.annotations.NullMarked;
