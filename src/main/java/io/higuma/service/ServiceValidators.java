package io.higuma.service;

import io.higuma.resource.ResourceKind;
import io.higuma.resource.SpecValidator;
import java.util.Map;

/** The validators of services and of what belongs to them. */
public final class ServiceValidators {
  private ServiceValidators() {}

  public static Map<ResourceKind, SpecValidator> all() {
    return Map.of(
        ResourceKind.MESH_SERVICE, new MeshServiceValidator(),
        ResourceKind.MESH_EXTERNAL_SERVICE, new MeshExternalServiceValidator(),
        ResourceKind.MESH_MULTI_ZONE_SERVICE, new MeshMultiZoneServiceValidator(),
        ResourceKind.HOSTNAME_GENERATOR, new HostnameGeneratorValidator(),
        ResourceKind.MESH_ZONE_ADDRESS, new MeshZoneAddressValidator(),
        ResourceKind.EXTERNAL_SERVICE, new ExternalServiceValidator(),
        ResourceKind.VIRTUAL_OUTBOUND, new VirtualOutboundValidator());
  }
}
