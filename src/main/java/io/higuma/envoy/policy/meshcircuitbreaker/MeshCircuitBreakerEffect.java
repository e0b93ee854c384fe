package io.higuma.envoy.policy.meshcircuitbreaker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.auto.service.AutoService;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.higuma.envoy.ClusterDraft;
import io.higuma.envoy.Conf;
import io.higuma.envoy.Destination;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ProxyDraft;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.ResourceType;
import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Limits clusters, and counts what remains of the limits in all of them. */
@AutoService(PolicyEffect.class)
public final class MeshCircuitBreakerEffect implements PolicyEffect {
  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_CIRCUIT_BREAKER;
  }

  @Override
  public int order() {
    return 1300;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.CLUSTER);
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    apply(draft.cluster(), conf.catchAll());
  }

  @Override
  public void onCluster(ClusterDraft draft, Destination destination, Optional<Conf> conf) {
    apply(draft, conf);
  }

  @Override
  public void onProxy(ProxyDraft draft, Optional<Conf> conf) {
    draft.clusters().values().forEach(cluster -> apply(cluster, Optional.empty()));
  }

  private static void apply(ClusterDraft draft, Optional<Conf> conf) {
    JsonNode json = conf.map(Conf::json).orElse(MissingNode.getInstance());
    Cluster.Builder cluster = draft.base();
    limit(cluster, json.path("connectionLimits"));
    JsonNode outliers = json.path("outlierDetection");
    if (outliers.isObject() && !outliers.path("disabled").asBoolean()) {
      OutlierDetections.apply(cluster, outliers);
    }
  }

  private static void limit(Cluster.Builder cluster, JsonNode limits) {
    var thresholds = Thresholds.newBuilder().setTrackRemaining(true);
    number(limits.path("maxConnections"), thresholds::setMaxConnections);
    number(limits.path("maxPendingRequests"), thresholds::setMaxPendingRequests);
    number(limits.path("maxRequests"), thresholds::setMaxRequests);
    number(limits.path("maxRetries"), thresholds::setMaxRetries);
    number(limits.path("maxConnectionPools"), thresholds::setMaxConnectionPools);
    cluster.getCircuitBreakersBuilder().clearThresholds().addThresholds(thresholds);
  }

  static void number(JsonNode field, Consumer<UInt32Value> setter) {
    if (field.isIntegralNumber()) {
      setter.accept(UInt32Value.of(field.intValue()));
    }
  }
}
