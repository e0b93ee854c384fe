package io.higuma.cluster;

import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.Generated;
import io.higuma.envoy.GenerationSettings;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.MeshView;
import io.higuma.envoy.NodeMetadata;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.identity.AdminIdentities;
import io.higuma.identity.OutsideSecrets;
import io.higuma.identity.ProxySecrets;
import io.higuma.validation.Violation;
import io.higuma.xds.ProxyId;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Makes the configurations of sidecars, with the secrets that belong to them. */
public final class SidecarGeneration implements ProxyConfigs.Generation {
  private static final Logger LOG = Logger.getLogger(SidecarGeneration.class);

  private final EnvoyGenerator generator;
  private final GenerationSettings settings;
  private final ProxySecrets secrets;
  private final OutsideSecrets outside;
  private final AdminIdentities admins;
  private final ProvenPods pods;

  /** By mesh. */
  private final Map<String, MeshIndex> indexes = new ConcurrentHashMap<>();

  /** What was said of proxies that are given nothing. */
  private final Map<ProxyId, String> refused = new ConcurrentHashMap<>();

  public SidecarGeneration(
      EnvoyGenerator generator,
      GenerationSettings settings,
      ProxySecrets secrets,
      OutsideSecrets outside,
      AdminIdentities admins,
      ProvenPods pods) {
    this.generator = generator;
    this.settings = settings;
    this.secrets = secrets;
    this.outside = outside;
    this.admins = admins;
    this.pods = pods;
  }

  @Override
  public Optional<ProxyConfig> of(ProxyId proxy, MeshView mesh, NodeMetadata metadata) {
    return mesh.dataplane(proxy.name())
        .map(found -> pods.truth(proxy, found))
        .flatMap(found -> make(proxy, mesh, found, metadata));
  }

  private Optional<ProxyConfig> make(
      ProxyId proxy, MeshView mesh, DataplaneView dataplane, NodeMetadata metadata) {
    MeshIndex index =
        indexes.compute(
            mesh.name(),
            (name, before) -> before == null ? MeshIndex.of(mesh, settings) : before.after(mesh));
    Generated generated =
        generator.generate(
            index, dataplane, metadata, admins.of(proxy.toString(), dataplane.address()));
    return switch (generated) {
      case Generated.Config(var config, var facts, var needed) -> {
        var all = new ArrayList<Resource>(secrets.of(proxy.toString(), mesh, facts));
        all.addAll(outside.of(mesh.name(), needed));
        yield Optional.of(all.isEmpty() ? config : config.with(all));
      }
      case Generated.Refused(var violations) -> {
        String problem =
            violations.stream().map(Violation::toString).collect(Collectors.joining("; "));
        if (!problem.equals(refused.put(proxy, problem))) {
          LOG.warnv("A proxy can be given no configuration; proxy={0}: {1}", proxy, problem);
        }
        yield Optional.empty();
      }
    };
  }

  @Override
  public void forget(ProxyId proxy) {
    secrets.forget(proxy.toString());
    admins.forget(proxy.toString());
    refused.remove(proxy);
  }

  @Override
  public void forget(String mesh) {
    indexes.remove(mesh);
    secrets.forgetMesh(mesh);
    outside.changed(mesh);
  }
}
