package io.higuma;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.certs.TrustedAuthority;
import io.higuma.cluster.ApiWrites;
import io.higuma.cluster.CachedGateways;
import io.higuma.cluster.ClusterCaches;
import io.higuma.cluster.GatewayCaches;
import io.higuma.cluster.GatewayControllers;
import io.higuma.cluster.KubernetesEvents;
import io.higuma.cluster.ServiceCaches;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.inject.GatewayContainer;
import io.higuma.leader.WhileLeading;
import io.higuma.service.GatewayObjects;
import io.higuma.service.GatewayReconciler;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The part of {@link Wiring} that is for builtin gateways. */
@Singleton
public class GatewayWiring {
  @Produces
  @Singleton
  GatewayCaches gatewayCaches(KubernetesClient client) {
    return new GatewayCaches(client);
  }

  void close(@Disposes GatewayCaches caches) {
    caches.close();
  }

  @Produces
  @Singleton
  GatewayControllers gatewayControllers(
      @WhileLeading KubernetesClient client,
      ControlPlaneConfig config,
      ClusterCaches cluster,
      ServiceCaches services,
      GatewayCaches gateways,
      TrustedAuthority authority,
      KubernetesEvents events,
      InstantSource clock) {
    var controllers = new GatewayControllers(gateways);
    if (config.mode() == Mode.GLOBAL) {
      return controllers; // Gateways are a zone's.
    }
    var cached = new CachedGateways(cluster, services, gateways);
    controllers.gateways(
        new GatewayReconciler(
            cached,
            new GatewayObjects(new GatewayContainer(config, authority::pem)),
            clock,
            new ApiWrites(client),
            events.from("higuma.io/gateway")),
        cached,
        authority);
    return controllers;
  }
}
