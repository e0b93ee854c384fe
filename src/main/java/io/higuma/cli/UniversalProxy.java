package io.higuma.cli;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.envoy.AdminIdentity;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.Generated;
import io.higuma.envoy.GenerationSettings;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ZoneIngressGenerator;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.universal.UniversalMeshes;
import java.util.List;

/**
 * One proxy of a mesh that files describe.
 *
 * @param mesh empty for a zone ingress
 * @param name of its Dataplane or ZoneIngress
 */
record UniversalProxy(String mesh, String name, NodeMetadata node, GenerationSettings settings) {
  /** Stands for what the control plane would issue: only its places count here. */
  static final AdminIdentity ADMIN =
      new AdminIdentity(
          "-----BEGIN CERTIFICATE-----", "-----BEGIN KEY-----", "-----BEGIN CERTIFICATE-----");

  static UniversalProxy of(
      EnvoyConfigOptions options, NodeMetadata node, ControlPlaneConfig config) {
    return new UniversalProxy(options.mesh(), options.proxy(), node, GenerationSettings.of(config));
  }

  /** What it is given in this mesh. */
  Generated in(UniversalMeshes meshes) throws InputException {
    return mesh.isEmpty() ? ingress(meshes) : sidecar(meshes);
  }

  private Generated ingress(UniversalMeshes meshes) throws InputException {
    MeshObject ingress =
        meshes
            .find(ResourceKind.ZONE_INGRESS, name)
            .orElseThrow(
                () -> InputException.refused("there is no ZoneIngress \"%s\"".formatted(name)));
    List<MeshIndex> all =
        meshes.names().stream()
            .flatMap(one -> meshes.view(one).stream())
            .map(view -> MeshIndex.of(view, settings))
            .toList();
    return new ZoneIngressGenerator(settings).generate(ingress, all, node, ADMIN);
  }

  private Generated sidecar(UniversalMeshes meshes) throws InputException {
    var generator = new EnvoyGenerator(settings, EnvoyGenerator.allEffects());
    MeshIndex index = index(meshes);
    return generator.generate(index, dataplane(index.view()), node, ADMIN);
  }

  /** Its mesh. */
  MeshIndex index(UniversalMeshes meshes) throws InputException {
    MeshView view =
        meshes
            .view(mesh)
            .orElseThrow(() -> InputException.refused("there is no Mesh \"%s\"".formatted(mesh)));
    return MeshIndex.of(view, settings);
  }

  /** Its Dataplane. */
  DataplaneView dataplane(MeshView view) throws InputException {
    return view.dataplanes().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            InputException.refused(
                "there is no Dataplane \"%s\" in mesh \"%s\"".formatted(name, mesh)));
  }
}
