package io.higuma.envoy;

import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import java.util.List;

/**
 * How a proxy does mTLS.
 *
 * @param identitySecret name of the secret with its certificate and key
 * @param trustSecret name of the secret that tells whom it trusts
 * @param clientPrefixes SPIFFE ids of clients begin with one of these
 * @param mode whether traffic without TLS is let in
 * @param source where the certificate comes from
 */
public record TlsSetup(
    String identitySecret,
    String trustSecret,
    List<String> clientPrefixes,
    TlsMode mode,
    Source source) {
  /** Where certificates come from. */
  public enum Source {
    /** A backend of the Mesh. */
    MESH,
    /** A MeshIdentity. */
    IDENTITY
  }

  public TlsSetup {
    clientPrefixes = List.copyOf(clientPrefixes);
  }
}
