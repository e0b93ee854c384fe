package io.higuma.bootstrap;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import java.util.Optional;

/**
 * What is known about the proxies. Names are those of kuma-dp: on Kubernetes {@code pod.namespace}.
 * May wait for the network; may throw, and then the proxy asks again.
 */
public interface BootstrapFacts {
  Optional<MeshSpec> mesh(String name);

  Optional<DataplaneSpec> dataplane(String mesh, String name);

  Optional<ZoneIngressSpec> zoneIngress(String name);

  Optional<ZoneEgressSpec> zoneEgress(String name);

  /** Whether a host has IPv4 addresses and no others, as far as we can resolve it. */
  boolean isIpv4Only(String host);
}
