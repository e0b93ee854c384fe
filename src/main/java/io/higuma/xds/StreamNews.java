package io.higuma.xds;

import com.google.protobuf.Struct;
import io.higuma.envoy.Participant;
import io.higuma.envoy.ResourceType;
import io.higuma.xds.Session.Feedback;
import io.higuma.xds.Session.Next;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells metrics and the observer what happens on one stream of a proxy that is known. */
final class StreamNews {
  private static final Logger LOG = Logger.getLogger(StreamNews.class);

  private final DataPlaneServices services;
  private final DataPlaneMetrics metrics;
  private final ProxyId proxy;
  private final String id = UUID.randomUUID().toString();
  private ProxyEvent.@Nullable Progressed told;

  StreamNews(DataPlaneServices services, DataPlaneMetrics metrics, ProxyId proxy) {
    this.services = services;
    this.metrics = metrics;
    this.proxy = proxy;
  }

  ProxyId proxy() {
    return proxy;
  }

  void connected(Struct metadata) {
    observe(new ProxyEvent.Connected(id, proxy, now(), metadata));
  }

  void disconnected() {
    observe(new ProxyEvent.Disconnected(id, proxy, now()));
  }

  void sent(Next.Response next, int bytes) {
    metrics.sent(next.type(), bytes);
    observe(new ProxyEvent.Sent(id, proxy, now(), next.type(), next.version(), next.count()));
  }

  void answered(Feedback feedback) {
    switch (feedback) {
      case Feedback.Accepted(var type, var version) -> {
        metrics.accepted(type);
        observe(new ProxyEvent.Accepted(id, proxy, now(), type, version));
      }
      case Feedback.Rejected(var type, var version, var error) -> {
        metrics.rejected(type);
        metrics.log(
            proxy + version,
            () -> LOG.warnv("Proxy {0} rejects {1} {2}: {3}", proxy, type, version, error));
        observe(new ProxyEvent.Rejected(id, proxy, now(), type, version, error));
      }
      case Feedback.Subscribed subscribed -> {}
      case Feedback.Ignored ignored -> {}
    }
  }

  /**
   * Most often neither is other than before.
   *
   * @param participants of the newest configuration
   * @param open of what the proxy has not answered for yet
   */
  @SuppressWarnings("ReferenceEquality") // a list that is shared need not be looked at
  void progressed(List<Participant> participants, Set<ResourceType> open) {
    if (told == null
        || !open.equals(told.open())
        || (participants != told.participants() && !participants.equals(told.participants()))) {
      told = new ProxyEvent.Progressed(id, proxy, now(), participants, open);
      observe(told);
    }
  }

  private Instant now() {
    return services.clock().instant();
  }

  private void observe(ProxyEvent event) {
    try {
      services.observer().observe(event);
    } catch (RuntimeException e) { // A proxy must not suffer from who looks on.
      LOG.error("An observer of proxies failed", e);
    }
  }
}
