package io.higuma.dataplane;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.resource.ProxyShape;
import io.higuma.resource.ProxyShape.Listener;
import java.util.EnumSet;

/** What the labels of a Dataplane say of its spec. */
final class ProxyShapes {
  private ProxyShapes() {}

  static ProxyShape of(DataplaneSpec spec) {
    var listeners = EnumSet.noneOf(Listener.class);
    var networking = spec.networking();
    if (networking == null) {
      return new ProxyShape(ProxyShape.Type.SIDECAR, listeners);
    }
    for (var listener : networking.listeners()) {
      switch (listener.type()) {
        case ZoneIngress -> listeners.add(Listener.ZONE_INGRESS);
        case ZoneEgress -> listeners.add(Listener.ZONE_EGRESS);
        case Unspecified -> {}
      }
    }
    var gateway = networking.gateway();
    boolean builtin = gateway != null && gateway.type() == GatewayType.BUILTIN;
    return new ProxyShape(builtin ? ProxyShape.Type.GATEWAY : ProxyShape.Type.SIDECAR, listeners);
  }
}
