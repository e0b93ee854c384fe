package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import java.util.List;

/** Whether a Dataplane can serve, as far as its spec tells. */
final class DataplaneHealth {
  private DataplaneHealth() {}

  static List<Inbound> inbounds(Dataplane dataplane) {
    var networking = dataplane.getSpec().networking();
    return networking == null ? List.of() : networking.inbound();
  }

  /** Whether it takes traffic; {@code health} is how older versions say the same. */
  static boolean isReady(Inbound inbound) {
    return inbound.state() == InboundState.Ready
        && (inbound.health() == null || inbound.health().ready());
  }

  /** Whether no inbound is kept from serving; one that no Service selects does not count. */
  static boolean isWhole(Dataplane dataplane) {
    return inbounds(dataplane).stream()
        .allMatch(inbound -> inbound.state() == InboundState.Ignored || isReady(inbound));
  }
}
