package io.higuma.envoy;

import io.higuma.resource.ResourceKind;
import io.higuma.targetref.Policy;
import java.util.List;
import java.util.Map;

/** For a proxy that no policy selects. */
enum NoPolicies implements PolicyConfs, PolicyConfs.Outbound {
  INSTANCE;

  @Override
  public Outbound outbound() {
    return this;
  }

  @Override
  public OutboundConfs of(Destination destination) {
    return OutboundConfs.NONE;
  }

  @Override
  public List<Policy> all() {
    return List.of();
  }

  @Override
  public Map<ResourceKind, Conf> single() {
    return Map.of();
  }

  @Override
  public InboundConf inbound(ResourceKind kind, InboundFacts inbound) {
    return InboundConf.NONE;
  }
}
