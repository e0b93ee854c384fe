package io.higuma.envoy;

import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the part of a configuration that no other proxy shares. */
final class OwnUnits {
  private final GenerationSettings settings;
  private final List<PolicyEffect> effects;

  OwnUnits(GenerationSettings settings, List<PolicyEffect> effects) {
    this.settings = settings;
    this.effects = List.copyOf(effects);
  }

  Unit make(OwnKey key) {
    var draft = new ProxyDraft(key.proxy());
    AdminGenerator.addTo(draft, key.admin());
    key.prometheus().ifPresent(conf -> PrometheusGenerator.addTo(draft, conf));
    key.proxy()
        .transparentProxy()
        .ifPresent(redirect -> PassthroughGenerator.addTo(draft, redirect, key.passthrough()));
    InboundGenerator.addTo(draft, settings);
    DirectAccessGenerator.addTo(draft, key.directAccess());
    ProbesGenerator.addTo(draft);
    apply(key, draft);
    return Unit.of(build(draft), NameTable.EMPTY);
  }

  private void apply(OwnKey key, ProxyDraft draft) {
    for (PolicyEffect effect : effects) {
      for (InboundDraft inbound : draft.inbounds()) {
        effect.onInbound(inbound, conf(key, inbound.facts(), effect.kind()), key.proxy());
      }
      effect.onProxy(draft, Optional.ofNullable(key.single().get(effect.kind())));
    }
  }

  private static InboundConf conf(OwnKey key, InboundFacts inbound, ResourceKind kind) {
    int index = key.proxy().inbounds().indexOf(inbound);
    return key.inboundConfs().get(index).getOrDefault(kind, InboundConf.NONE);
  }

  private static List<Resource> build(ProxyDraft draft) {
    Map<String, Resource> built = new LinkedHashMap<>();
    for (InboundDraft inbound : draft.inbounds()) {
      add(built, inbound.cluster().build());
      add(built, inbound.listener().build());
    }
    draft.clusters().values().forEach(cluster -> add(built, cluster.build()));
    draft.listeners().values().forEach(listener -> add(built, listener.build()));
    return new ArrayList<>(built.values());
  }

  /** Inbounds of one workload port share a cluster. */
  private static void add(Map<String, Resource> built, Resource resource) {
    built.put(resource.type() + " " + resource.name(), resource);
  }
}
