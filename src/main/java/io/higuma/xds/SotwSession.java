package io.higuma.xds;

import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.Resources;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the state of the world: clusters and listeners are always sent all together, of the
 * other types those that the client named and that it has not got in this version.
 *
 * @see <a href="https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol">xDS protocol</a>
 */
final class SotwSession implements Session<DiscoveryRequest> {
  private final ControlPlane controlPlane;
  private final Map<ResourceType, SotwSubscription> subscriptions =
      new EnumMap<>(ResourceType.class);
  private final Duration backoff;
  private final EnumSet<ResourceType> open = EnumSet.copyOf(ALWAYS_ASKED);
  private @Nullable ProxyConfig config;
  private long nonces;

  SotwSession(String instance, Duration backoff) {
    controlPlane = ControlPlane.newBuilder().setIdentifier(instance).build();
    this.backoff = backoff;
  }

  @Override
  public void configure(ProxyConfig newest) {
    config = newest;
  }

  @Override
  public Feedback receive(DiscoveryRequest request, long now) {
    Optional<ResourceType> type = ResourceType.ofUrl(request.getTypeUrl());
    if (type.isEmpty()) {
      return new Feedback.Ignored();
    }
    if (request.getResourceNamesCount() > MAX_NAMES) {
      throw new SessionException("more than %d names of %s".formatted(MAX_NAMES, type.get()));
    }
    SotwSubscription known = subscriptions.get(type.get());
    if (known == null) {
      var begun = new SotwSubscription(type.get(), new Turn(backoff));
      subscriptions.put(type.get(), begun);
      begun.want(request.getResourceNamesList());
      return new Feedback.Subscribed();
    }
    return answer(known, request, now);
  }

  private static Feedback answer(
      SotwSubscription subscription, DiscoveryRequest request, long now) {
    Turn turn = subscription.turn();
    if (!turn.isCurrent(request.getResponseNonce())) {
      return new Feedback.Ignored(); // its names may be old; the next one repeats them
    }
    boolean isAnswer = turn.isAnswer(request.getResponseNonce());
    subscription.want(request.getResourceNamesList());
    if (!isAnswer) {
      return new Feedback.Subscribed();
    }
    if (request.hasErrorDetail()) {
      subscription.rejected();
      return new Feedback.Rejected(
          subscription.type(),
          turn.rejected(now),
          Turn.excerpt(request.getErrorDetail().getMessage()));
    }
    subscription.accepted();
    return new Feedback.Accepted(subscription.type(), turn.accepted());
  }

  @Override
  public Next next(long now) {
    ProxyConfig newest = config;
    if (newest == null) {
      return new Next.Nothing();
    }
    open.addAll(ALWAYS_ASKED);
    for (SotwSubscription subscription : subscriptions.values()) {
      open.add(subscription.type());
      if (subscription.turn().isOurs(now)
          && !(waitsForClusters(subscription.type()) && areClustersOnTheirWay(newest))) {
        Resources wanted = wanted(subscription, newest);
        if (subscription.isPending(wanted)) {
          return response(subscription, wanted);
        }
        open.remove(subscription.type());
      }
    }
    return new Next.Nothing();
  }

  /** What leads to a cluster is sent after it. Endpoints and secrets aren't: clusters need them. */
  private static boolean waitsForClusters(ResourceType type) {
    return type == ResourceType.LISTENER || type == ResourceType.ROUTES;
  }

  private boolean areClustersOnTheirWay(ProxyConfig newest) {
    SotwSubscription clusters = subscriptions.get(ResourceType.CLUSTER);
    return clusters != null
        && clusters.turn().isClients()
        && clusters.isPending(wanted(clusters, newest));
  }

  private Resources wanted(SotwSubscription subscription, ProxyConfig newest) {
    Resources wanted = newest.all(subscription.type());
    return subscription.type() == ResourceType.CLUSTER && isTrafficOnOldClusters(newest)
        ? subscription.withFormer(wanted)
        : wanted;
  }

  /** Whether the client may have listeners or routes yet that lead to clusters that are gone. */
  private boolean isTrafficOnOldClusters(ProxyConfig newest) {
    for (ResourceType type : List.of(ResourceType.LISTENER, ResourceType.ROUTES)) {
      SotwSubscription subscription = subscriptions.get(type);
      if (subscription != null
          && (subscription.turn().isClients()
              || subscription.turn().isDelayed()
              || subscription.isPending(newest.all(type)))) {
        return true;
      }
    }
    return false;
  }

  private Next response(SotwSubscription subscription, Resources wanted) {
    String nonce = Long.toString(++nonces);
    String version = subscription.version(wanted);
    if (subscription.type() == ResourceType.CLUSTER) {
      warm(subscription.changed(wanted));
    }
    Collection<Resource> resources = subscription.send(wanted);
    subscription.turn().sent(nonce, version);
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setVersionInfo(version)
            .setTypeUrl(subscription.type().url())
            .setNonce(nonce)
            .setControlPlane(controlPlane);
    resources.forEach(resource -> response.addResources(resource.body()));
    return new Next.Response(subscription.type(), version, resources.size(), response.build());
  }

  /** A cluster that changed waits for its endpoints once more, though they are as before. */
  private void warm(List<String> clusters) {
    SotwSubscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    if (endpoints != null) {
      endpoints.forget(clusters);
    }
  }

  @Override
  public Set<ResourceType> open() {
    return EnumSet.copyOf(open);
  }

  @Override
  public OptionalLong wakeAt() {
    return subscriptions.values().stream()
        .map(SotwSubscription::turn)
        .filter(turn -> turn.isDelayed() && !turn.isClients())
        .mapToLong(Turn::notBefore)
        .min();
  }
}
