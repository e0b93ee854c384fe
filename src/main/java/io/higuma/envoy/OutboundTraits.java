package io.higuma.envoy;

import io.higuma.envoy.NodeMetadata.IpFamily;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;

/**
 * What of a proxy shows in its outbounds. Proxies of which it is equal share them, so it is to stay
 * small and common: nothing that tells one proxy from its like.
 *
 * @param zone of the proxy
 * @param binding whether listeners really bind
 * @param naming how resources are called
 * @param isIpv6Enabled whether the host has IPv6
 * @param tls how it does mTLS, which is alike for all of a mesh; empty without
 * @param names for which addresses the proxy answers DNS; empty if it does not
 * @param probeTags tags of the proxy for the probes that it sends; empty where none are sent
 * @param callerTags value of the header that tells the server who calls; empty where nobody asks
 * @param single confs of policies without destination, of those kinds that change outbounds
 */
public record OutboundTraits(
    String zone,
    Binding binding,
    Naming naming,
    boolean isIpv6Enabled,
    Optional<TlsSetup> tls,
    Optional<IpFamily> names,
    Optional<String> probeTags,
    Optional<String> callerTags,
    Map<ResourceKind, Conf> single) {
  public OutboundTraits {
    single = Map.copyOf(single);
  }

  /** The same without what shows in probes alone, so that more proxies have it in common. */
  OutboundTraits withoutProbes() {
    return probeTags.isEmpty()
        ? this
        : new OutboundTraits(
            zone, binding, naming, isIpv6Enabled, tls, names, Optional.empty(), callerTags, single);
  }

  /** Whether a listener is reached by its address or through redirection. */
  public enum Binding {
    BOUND,
    REDIRECTED
  }
}
