package io.higuma.envoy;

import io.higuma.envoy.NodeMetadata.TransparentProxy;
import java.util.List;
import java.util.Optional;

/**
 * The proxy that a configuration is for.
 *
 * @param inbounds with what was left out filled in, in the order of the Dataplane
 * @param naming how its resources are called
 * @param transparentProxy how traffic is redirected to it; empty if it isn't
 * @param tls empty without mTLS
 */
public record ProxyFacts(
    DataplaneView dataplane,
    NodeMetadata metadata,
    List<InboundFacts> inbounds,
    Naming naming,
    Optional<TransparentProxy> transparentProxy,
    Optional<TlsSetup> tls) {
  public ProxyFacts {
    inbounds = List.copyOf(inbounds);
  }

  /** How that is called which is neither inbound nor outbound: there the proxy alone decides. */
  public Naming systemNaming() {
    return metadata.has(Feature.UNIFIED_RESOURCE_NAMING) ? Naming.UNIFIED : Naming.LEGACY;
  }
}
