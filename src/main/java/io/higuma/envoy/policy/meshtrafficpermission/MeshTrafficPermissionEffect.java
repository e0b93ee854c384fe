package io.higuma.envoy.policy.meshtrafficpermission;

import com.google.auto.service.AutoService;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.higuma.envoy.FilterChainDraft;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.TlsSetup;
import io.higuma.envoy.policy.HttpFilters;
import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/**
 * Who may connect. It acts where TLS ends, since only there it is known who asks: on chains for
 * HTTP request by request, so that a refused one gets an answer, on others as the first filter.
 * Where no policy says anything the filter that the inbound begins with stays: it refuses all, or
 * does what a TrafficPermission says.
 */
@AutoService(PolicyEffect.class)
public final class MeshTrafficPermissionEffect implements PolicyEffect {
  private static final String NETWORK = "envoy.filters.network.rbac";

  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_TRAFFIC_PERMISSION;
  }

  @Override
  public int order() {
    return 1100;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.LISTENER);
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    if (conf.isEmpty() || proxy.tls().isEmpty()) {
      return;
    }
    // A certificate of a MeshIdentity has no tags to tell clients by.
    boolean isByTags =
        conf.rules().isEmpty()
            && proxy.tls().filter(tls -> tls.source() == TlsSetup.Source.MESH).isPresent();
    Permission permission =
        isByTags
            ? TagPermission.of(conf.from(), proxy.dataplane().mesh())
            : RulePermission.of(conf.rules());
    List<FilterChainDraft> chains =
        draft.listener().chains().stream().filter(chain -> chain.tls().isPresent()).toList();
    chains.forEach(chain -> apply(chain, permission, draft.listener().name()));
    if (!chains.isEmpty() && permission.needsServerName()) {
      draft.listener().inspectTls();
    }
  }

  private static void apply(FilterChainDraft chain, Permission permission, String listener) {
    chain.filters().removeIf(filter -> filter.name().equals(NETWORK));
    List<HttpConnectionManager.Builder> managers = chain.http().toList();
    if (managers.isEmpty()) {
      chain.addFirst(NETWORK, permission.network(statPrefix(listener)));
      return;
    }
    for (HttpConnectionManager.Builder manager : managers) {
      HttpFilters.remove(manager, HttpFilters.RBAC);
      HttpFilters.addFirst(manager, HttpFilters.RBAC, permission.http().build());
    }
  }

  private static String statPrefix(String listener) {
    return listener.replaceAll("[^A-Za-z0-9_-]", "_") + ".";
  }
}
