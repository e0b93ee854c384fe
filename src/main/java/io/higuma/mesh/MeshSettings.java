package io.higuma.mesh;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;

/**
 * What the life of meshes depends on.
 *
 * @param zone the name of the zone; of no meaning on a global control plane
 */
public record MeshSettings(
    Role role, String zone, String systemNamespace, LegacyRouting legacyRouting) {
  /** Which control plane this is. */
  public enum Role {
    /** A zone of its own. */
    ZONE,
    /** A zone whose meshes come from a global control plane. */
    FEDERATED_ZONE,
    /** Has meshes and policies, and no data planes. */
    GLOBAL
  }

  /** Whether new meshes get the legacy policies that let everything through to everywhere. */
  public enum LegacyRouting {
    CREATED,
    LEFT_OUT
  }

  public static MeshSettings of(ControlPlaneConfig config) {
    return new MeshSettings(
        role(config),
        config.zoneName(),
        config.systemNamespace(),
        config.defaults().createMeshRoutingResources()
            ? LegacyRouting.CREATED
            : LegacyRouting.LEFT_OUT);
  }

  private static Role role(ControlPlaneConfig config) {
    if (config.mode() == Mode.GLOBAL) {
      return Role.GLOBAL;
    }
    return config.multizone().zone().globalAddress().isEmpty() ? Role.ZONE : Role.FEDERATED_ZONE;
  }

  Mode mode() {
    return role == Role.GLOBAL ? Mode.GLOBAL : Mode.ZONE;
  }
}
