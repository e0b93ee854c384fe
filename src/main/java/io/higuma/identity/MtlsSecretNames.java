package io.higuma.identity;

/** What Envoy knows the secrets of a mesh by. That of a MeshIdentity is named by its KRI. */
public enum MtlsSecretNames {
  LEGACY("identity_cert:secret:", "mesh_ca:secret:", "mesh_ca:secret:all"),
  UNIFIED("system_mtls_identity_", "system_mtls_ca_", "system_mtls_ca_all_meshes");

  /** The authorities of MeshTrusts. */
  public static final String TRUST_BUNDLE = "system_trust_bundle";

  private final String identity;
  private final String authority;
  private final String allAuthorities;

  MtlsSecretNames(String identity, String authority, String allAuthorities) {
    this.identity = identity;
    this.authority = authority;
    this.allAuthorities = allAuthorities;
  }

  /** A proxy's own certificate. */
  public String identity(String mesh) {
    return identity + mesh;
  }

  public String authority(String mesh) {
    return authority + mesh;
  }

  /** Of a gateway to other meshes. */
  public String authoritiesOfAllMeshes() {
    return allAuthorities;
  }
}
