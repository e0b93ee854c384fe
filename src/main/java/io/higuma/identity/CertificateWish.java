package io.higuma.identity;

import io.higuma.certs.WorkloadIssuer.Order;
import java.util.List;

/**
 * What a proxy's certificate is to be. Two that are equal need one certificate only, so nothing is
 * in here that does not show in it.
 *
 * @param backend of the mesh, or the KRI of a MeshIdentity
 * @param supportedBackends all of the mesh; a change of them alone is no reason for a new one
 */
public record CertificateWish(String backend, List<String> supportedBackends, Order order) {
  public CertificateWish {
    supportedBackends = List.copyOf(supportedBackends);
  }

  /** Whether the certificate of the other one will do. */
  boolean isMetBy(CertificateWish other) {
    return backend.equals(other.backend) && order.equals(other.order);
  }
}
