package io.higuma.envoy.policy.meshretry;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.higuma.envoy.Conf;
import io.higuma.envoy.OutboundConfs;
import io.higuma.envoy.OutboundDraft;
import io.higuma.envoy.OutboundTraits;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.policy.Routes;
import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;

/** Retries of outbounds: on each route of HTTP and gRPC, and when a TCP connection is made. */
@AutoService(PolicyEffect.class)
public final class MeshRetryEffect implements PolicyEffect {
  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_RETRY;
  }

  @Override
  public int order() {
    return 1400;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.LISTENER);
  }

  @Override
  public void onOutbound(OutboundDraft draft, OutboundConfs confs, OutboundTraits traits) {
    switch (draft.protocol()) {
      case HTTP ->
          draft
              .listener()
              .http()
              .forEach(http -> Routes.forEach(http, route -> retry(route, confs, "http")));
      case GRPC ->
          draft
              .listener()
              .http()
              .forEach(http -> Routes.forEach(http, route -> retry(route, confs, "grpc")));
      case TCP -> confs.of(kind()).ifPresent(conf -> retryConnections(draft, conf));
      case HTTP2, KAFKA, TLS, MYSQL, UNKNOWN -> {} // as Kuma
    }
  }

  private void retry(Route.Builder route, OutboundConfs confs, String section) {
    if (!route.hasRoute()) {
      return;
    }
    Optional<JsonNode> conf =
        Routes.conf(confs, kind(), route)
            .map(Conf::json)
            .map(json -> json.path(section))
            .filter(JsonNode::isObject);
    if (conf.isEmpty()) {
      return;
    }
    Optional<RetryPolicy> policy =
        section.equals("grpc") ? GrpcRetries.of(conf.get()) : HttpRetries.of(conf.get());
    policy.ifPresent(route.getRouteBuilder()::setRetryPolicy);
  }

  private static void retryConnections(OutboundDraft draft, Conf conf) {
    JsonNode attempts = conf.json().path("tcp").path("maxConnectAttempt");
    if (attempts.isIntegralNumber()) {
      draft
          .listener()
          .tcp()
          .forEach(proxy -> proxy.setMaxConnectAttempts(UInt32Value.of(attempts.intValue())));
    }
  }
}
