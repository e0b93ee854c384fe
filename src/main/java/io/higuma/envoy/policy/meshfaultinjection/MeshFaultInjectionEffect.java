package io.higuma.envoy.policy.meshfaultinjection;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundConf.FromRule;
import io.higuma.envoy.InboundConf.Rule;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.policy.HttpFilters;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/** Requests that fail, wait or trickle on purpose. */
@AutoService(PolicyEffect.class)
public final class MeshFaultInjectionEffect implements PolicyEffect {
  private static final String FILTER = "envoy.filters.http.fault";

  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_FAULT_INJECTION;
  }

  @Override
  public int order() {
    return 800;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.LISTENER);
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    if (conf.isEmpty()) {
      return;
    }
    draft
        .listener()
        .http()
        .filter(http -> !HttpFilters.has(http, FILTER))
        .forEach(http -> add(http, conf));
    if (conf.rules().stream().anyMatch(rule -> rule.sni().isPresent())) {
      draft.listener().inspectTls();
    }
  }

  private static void add(HttpConnectionManager.Builder http, InboundConf conf) {
    List<Rule> rules = conf.rules();
    for (Rule rule : rules) {
      for (JsonNode fault : rule.conf().json().path("http")) {
        HttpFilters.addBeforeRouter(
            http, rule.origin(), Skipping.unlessFor(rule, FILTER, Faults.of(fault).build()));
      }
    }
    if (!rules.isEmpty()) {
      return;
    }
    for (FromRule from : conf.from()) {
      for (JsonNode json : from.conf().json().path("http")) {
        HTTPFault.Builder fault = Faults.of(json);
        Clients.of(from).forEach(fault::addHeaders);
        HttpFilters.addBeforeRouter(http, FILTER, fault.build());
      }
    }
  }
}
