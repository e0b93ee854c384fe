package io.higuma.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Admin;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import io.higuma.api.v1alpha1.MetricsBackend;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a Dataplane or zone proxy shows in its bootstrap.
 *
 * @param mesh empty for zone proxies
 * @param cluster the service that Envoy counts itself to
 * @param address empty for zone proxies
 * @param adminPort 0 when it says none
 * @param metrics the confs of metrics, the mesh's first, each of which may be missing
 */
record Proxy(
    String mesh,
    String name,
    ProxyType type,
    String cluster,
    String address,
    int adminPort,
    boolean isBuiltinGateway,
    boolean isMeshServicesOnly,
    List<JsonNode> metrics) {
  private static final String SERVICE_TAG = "kuma.io/service";
  private static final String NO_SERVICE = "unknown";

  static Proxy of(String meshName, String name, DataplaneSpec dataplane, MeshSpec mesh) {
    Networking networking = dataplane.networking();
    return new Proxy(
        meshName,
        name,
        ProxyType.DATAPLANE,
        service(networking),
        networking == null ? "" : Objects.requireNonNullElse(networking.address(), ""),
        networking == null ? 0 : adminPort(networking.admin()),
        networking != null
            && networking.gateway() != null
            && networking.gateway().type() == GatewayType.BUILTIN,
        mesh.meshServicesMode() == MeshServicesMode.Exclusive,
        metrics(dataplane, mesh));
  }

  static Proxy of(String name, ZoneIngressSpec ingress) {
    var networking = ingress.networking();
    return ofZone(name, ProxyType.INGRESS, networking == null ? 0 : adminPort(networking.admin()));
  }

  static Proxy of(String name, ZoneEgressSpec egress) {
    var networking = egress.networking();
    return ofZone(name, ProxyType.EGRESS, networking == null ? 0 : adminPort(networking.admin()));
  }

  private static Proxy ofZone(String name, ProxyType type, int adminPort) {
    return new Proxy("", name, type, type.text(), "", adminPort, false, false, List.of());
  }

  /** As Envoy sends it with its first request. */
  String nodeId() {
    return mesh + "." + name;
  }

  private static int adminPort(@Nullable Admin admin) {
    return admin == null ? 0 : (int) admin.port();
  }

  /** The first by name, so that it does not depend on the order of inbounds. */
  private static String service(@Nullable Networking networking) {
    if (networking == null) {
      return NO_SERVICE;
    }
    Stream<Map<String, String>> inbounds = networking.inbound().stream().map(Inbound::tags);
    DataplaneSpec.Gateway gateway = networking.gateway();
    Stream<Map<String, String>> own = gateway == null ? Stream.of() : Stream.of(gateway.tags());
    return Stream.concat(inbounds, own)
        .flatMap(tags -> Stream.ofNullable(tags.get(SERVICE_TAG)))
        .filter(service -> !service.isEmpty())
        .sorted()
        .findFirst()
        .orElse(NO_SERVICE);
  }

  /** The mesh decides whether there are metrics, the Dataplane what differs. */
  private static List<JsonNode> metrics(DataplaneSpec dataplane, MeshSpec mesh) {
    return enabledBackend(mesh)
        .filter(backend -> MetricsBackend.PROMETHEUS.equals(backend.type()))
        .map(backend -> List.of(conf(backend), conf(dataplane.metrics())))
        .orElse(List.of());
  }

  private static Optional<MetricsBackend> enabledBackend(MeshSpec mesh) {
    var metrics = mesh.metrics();
    String enabled = metrics == null ? null : metrics.enabledBackend();
    if (metrics == null || enabled == null || enabled.isEmpty()) {
      return Optional.empty();
    }
    return metrics.backends().stream()
        .filter(backend -> enabled.equals(backend.name()))
        .findFirst();
  }

  private static JsonNode conf(@Nullable MetricsBackend backend) {
    JsonNode conf = backend == null ? null : backend.conf();
    return conf == null ? MissingNode.getInstance() : conf;
  }
}
