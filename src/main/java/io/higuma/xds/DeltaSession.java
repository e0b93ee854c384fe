package io.higuma.xds;

import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import io.higuma.envoy.ResourceType;
import io.higuma.envoy.Resources;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of changes: only what the client has not got in this version, and the names of what is
 * no more.
 *
 * @see <a href="https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol">xDS protocol</a>
 */
final class DeltaSession implements Session<DeltaDiscoveryRequest> {
  private final ControlPlane controlPlane;
  private final Map<ResourceType, DeltaSubscription> subscriptions =
      new EnumMap<>(ResourceType.class);
  private final Duration backoff;
  private final EnumSet<ResourceType> open = EnumSet.copyOf(ALWAYS_ASKED);
  private @Nullable ProxyConfig config;
  private long nonces;

  DeltaSession(String instance, Duration backoff) {
    controlPlane = ControlPlane.newBuilder().setIdentifier(instance).build();
    this.backoff = backoff;
  }

  @Override
  public void configure(ProxyConfig newest) {
    config = newest;
  }

  @Override
  public Feedback receive(DeltaDiscoveryRequest request, long now) {
    Optional<ResourceType> type = ResourceType.ofUrl(request.getTypeUrl());
    if (type.isEmpty()) {
      return new Feedback.Ignored();
    }
    DeltaSubscription subscription = subscriptions.get(type.get());
    if (subscription == null) {
      subscription = new DeltaSubscription(type.get(), new Turn(backoff));
      subscriptions.put(type.get(), subscription);
      subscription.begin(request);
    } else {
      subscription.change(request);
    }
    if (subscription.size() > MAX_NAMES) {
      throw new SessionException("more than %d names of %s".formatted(MAX_NAMES, type.get()));
    }
    return answer(subscription, request, now);
  }

  private static Feedback answer(
      DeltaSubscription subscription, DeltaDiscoveryRequest request, long now) {
    if (request.getResponseNonce().isEmpty()) {
      return new Feedback.Subscribed();
    }
    Turn turn = subscription.turn();
    if (!turn.isAnswer(request.getResponseNonce())) {
      return new Feedback.Ignored();
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
    for (DeltaSubscription subscription : subscriptions.values()) {
      open.add(subscription.type());
      if (subscription.turn().isOurs(now)
          && !(waitsForClusters(subscription.type()) && areClustersOnTheirWay(newest))) {
        DeltaSubscription.Change change = change(subscription, newest);
        if (!change.isEmpty() || subscription.isUntold()) {
          return response(subscription, change, newest);
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
    DeltaSubscription clusters = subscriptions.get(ResourceType.CLUSTER);
    return clusters != null
        && clusters.turn().isClients()
        && !clusters.added(newest.all(ResourceType.CLUSTER)).isEmpty();
  }

  private DeltaSubscription.Change change(DeltaSubscription subscription, ProxyConfig newest) {
    Resources resources = newest.all(subscription.type());
    List<String> removed =
        subscription.type() == ResourceType.CLUSTER && isTrafficOnOldClusters(newest)
            ? List.of()
            : subscription.removed(resources);
    return new DeltaSubscription.Change(subscription.added(resources), removed);
  }

  /** Whether the client may have listeners or routes yet that lead to clusters that are gone. */
  private boolean isTrafficOnOldClusters(ProxyConfig newest) {
    for (ResourceType type : List.of(ResourceType.LISTENER, ResourceType.ROUTES)) {
      DeltaSubscription subscription = subscriptions.get(type);
      if (subscription != null
          && (subscription.turn().isClients()
              || subscription.turn().isDelayed()
              || !change(subscription, newest).isEmpty())) {
        return true;
      }
    }
    return false;
  }

  private Next response(
      DeltaSubscription subscription, DeltaSubscription.Change change, ProxyConfig newest) {
    if (subscription.type() == ResourceType.CLUSTER) {
      warm(change.added());
    }
    String nonce = Long.toString(++nonces);
    String version = newest.all(subscription.type()).version();
    subscription.send(change);
    subscription.turn().sent(nonce, version);
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setSystemVersionInfo(version)
            .setTypeUrl(subscription.type().url())
            .setNonce(nonce)
            .addAllRemovedResources(change.removed())
            .setControlPlane(controlPlane);
    for (Resource resource : change.added()) {
      response.addResources(
          io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
              .setName(resource.name())
              .setVersion(resource.version())
              .setResource(resource.body()));
    }
    return new Next.Response(
        subscription.type(),
        version,
        change.added().size() + change.removed().size(),
        response.build());
  }

  /** A cluster that changed waits for its endpoints once more, though they are as before. */
  private void warm(List<Resource> clusters) {
    DeltaSubscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    if (endpoints != null) {
      clusters.forEach(cluster -> endpoints.forget(Set.of(cluster.name())));
    }
  }

  @Override
  public Set<ResourceType> open() {
    return EnumSet.copyOf(open);
  }

  @Override
  public OptionalLong wakeAt() {
    return subscriptions.values().stream()
        .map(DeltaSubscription::turn)
        .filter(turn -> turn.isDelayed() && !turn.isClients())
        .mapToLong(Turn::notBefore)
        .min();
  }
}
