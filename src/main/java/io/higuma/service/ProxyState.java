package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import io.higuma.api.v1alpha1.DataplaneSpec.ListenerState;
import java.util.ArrayList;

/** How a data plane does. */
enum ProxyState {
  ONLINE,
  PARTIALLY_DEGRADED,
  OFFLINE;

  /** A gateway is online when it is connected; of others what they serve counts too. */
  static ProxyState of(Dataplane dataplane, Connection connection) {
    if (!connection.isOpen()) {
      return OFFLINE;
    }
    var networking = dataplane.getSpec().networking();
    if (networking == null || networking.gateway() != null) {
      return ONLINE;
    }
    var serves = new ArrayList<Boolean>();
    for (var inbound : networking.inbound()) {
      serves.add(
          inbound.state() == InboundState.Ignored
              ? inbound.health() == null || inbound.health().ready()
              : DataplaneHealth.isReady(inbound));
    }
    networking.listeners().forEach(one -> serves.add(one.state() == ListenerState.Ready));
    if (!serves.contains(false)) {
      return ONLINE;
    }
    return serves.contains(true) ? PARTIALLY_DEGRADED : OFFLINE;
  }
}
