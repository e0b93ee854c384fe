package io.higuma.envoy;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.resource.Kri;
import io.higuma.targetref.Policy;
import io.higuma.targetref.ProxyView;
import io.higuma.targetref.ProxyView.Gateway;
import io.higuma.targetref.ProxyView.Listener;
import io.higuma.targetref.TargetKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Proxies and what they talk to, as policies see them. */
final class ProxyViews {
  private ProxyViews() {}

  static ProxyView of(ProxyFacts proxy) {
    DataplaneView dataplane = proxy.dataplane();
    return new ProxyView(
        dataplane.mesh(),
        dataplane.labels().getOrDefault(Annotations.DISPLAY_NAME.name(), dataplane.name()),
        dataplane.labels(),
        proxy.inbounds().stream().map(ProxyViews::listener).toList(),
        gateway(dataplane.spec()));
  }

  static Listener listener(InboundFacts inbound) {
    return new Listener(inbound.section(), inbound.address(), inbound.port(), inbound.tags());
  }

  private static Optional<Gateway> gateway(DataplaneSpec spec) {
    var networking = spec.networking();
    DataplaneSpec.Gateway gateway = networking == null ? null : networking.gateway();
    if (gateway == null) {
      return Optional.empty();
    }
    Gateway.Type type =
        gateway.type() == DataplaneSpec.GatewayType.BUILTIN
            ? Gateway.Type.BUILTIN
            : Gateway.Type.DELEGATED;
    // Builtin gateways are not generated yet: which MeshGateway one is bound to is not known here.
    return Optional.of(new Gateway(type, gateway.tags(), Optional.empty()));
  }

  /** A route, as policies for its requests point at it. */
  static io.higuma.targetref.Destination destination(Policy route) {
    return new io.higuma.targetref.Destination(
        TargetKind.MESH_HTTP_ROUTE, route.displayName(), labels(kri(route)), "", 0);
  }

  static Kri kri(Policy policy) {
    return new Kri(
        policy.kind().shortName().orElse(""),
        policy.mesh(),
        policy.zone(),
        policy.namespace(),
        policy.displayName(),
        "");
  }

  /** Those labels of a resource that its name tells. */
  static Map<String, String> labels(Kri kri) {
    var labels = new HashMap<String, String>();
    if (!kri.zone().isEmpty()) {
      labels.put(Labels.ZONE.name(), kri.zone());
    }
    if (!kri.namespace().isEmpty()) {
      labels.put(Labels.NAMESPACE.name(), kri.namespace());
    }
    return labels;
  }
}
