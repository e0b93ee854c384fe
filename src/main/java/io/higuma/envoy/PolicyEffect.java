package io.higuma.envoy;

import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;

/**
 * What one kind of policy makes of the configuration. Each has a folder {@code
 * io.higuma.envoy.policy.<kind>} with one public class of this type, which {@code
 * com.google.auto.service.AutoService} makes known; nothing else has to be edited.
 *
 * <p>Pure: what comes out follows from draft and conf alone, because it is remembered by them. Each
 * method is called for each draft, also where no policy says anything of it, in the order of {@link
 * #order()} among the effects.
 */
public interface PolicyEffect {
  ResourceKind kind();

  /** Lower ones come first; the numbers of Kuma. */
  int order();

  /** Whether the conf of a policy with {@code default} alone shows in outbounds. */
  default boolean isSingleInOutbounds() {
    return false;
  }

  /**
   * The types of resources that may look otherwise because of such a policy: what Envoy rejects of
   * another type is not the policy's fault.
   */
  default Set<ResourceType> shapes() {
    return Set.of(ResourceType.CLUSTER, ResourceType.ENDPOINTS, ResourceType.LISTENER);
  }

  /** An inbound of a proxy. */
  default void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {}

  /** The listener of an outbound. */
  default void onOutbound(OutboundDraft draft, OutboundConfs confs, OutboundTraits traits) {}

  /**
   * A cluster that outbounds lead to.
   *
   * @param conf for the destination
   */
  default void onCluster(ClusterDraft draft, Destination destination, Optional<Conf> conf) {}

  /** The endpoints of such a cluster. */
  default void onEndpoints(EndpointsDraft draft, Optional<Conf> conf) {}

  /**
   * All else that a proxy has; the inbounds are finished by then.
   *
   * @param conf of a policy with {@code default} alone; empty for others
   */
  default void onProxy(ProxyDraft draft, Optional<Conf> conf) {}
}
