package io.higuma.xds;

import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.Struct;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.higuma.Configs;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import io.higuma.bootstrap.BootstrapFacts;
import io.higuma.bootstrap.BootstrapSettings;
import io.higuma.bootstrap.Bootstrapper;
import io.higuma.certs.LeafIssuer;
import io.higuma.certs.ServingPair;
import io.higuma.envoy.ProxyConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A server for data planes with configurations from the test, and clients of it. */
final class LocalDataPlane implements AutoCloseable, ConfigSource, BootstrapFacts {
  static final LeafIssuer ISSUER = new LeafIssuer(InstantSource.system(), new SecureRandom());
  static final DataPlaneLimits LIMITS =
      new DataPlaneLimits(
          64 << 10,
          32 << 10,
          64 << 10,
          8 << 20,
          8 << 20,
          2_000,
          2_000,
          16,
          4,
          8,
          1_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMillis(20));

  final ServingPair certificate =
      ISSUER.issue(ISSUER.newAuthority(), List.of("127.0.0.1"), List.of());
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Collection<ProxyEvent> events = new ConcurrentLinkedQueue<>();
  final Map<ProxyId, Consumer<ProxyConfig>> watches = new ConcurrentHashMap<>();
  final DataPlaneServer server;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private volatile @Nullable ProxyConfig config;

  LocalDataPlane(Vertx vertx, DataPlaneLimits limits, ProxyAuthentication authentication) {
    var services =
        new DataPlaneServices(
            new Bootstrapper(BootstrapSettings.of(Configs.defaults(), ""), this),
            this,
            authentication,
            events::add,
            "control-plane-1",
            Duration.ofMillis(300),
            InstantSource.system());
    server =
        new DataPlaneServer(
            vertx,
            new DataPlaneServer.Address("127.0.0.1", 0),
            services,
            limits,
            new DataPlaneMetrics(meters));
    server.serve(certificate);
  }

  /** For all proxies, from now on. */
  void configure(ProxyConfig newest) {
    config = newest;
    watches.values().forEach(listener -> listener.accept(newest));
  }

  @Override
  public Watch watch(ProxyId proxy, Struct metadata, Consumer<ProxyConfig> listener) {
    watches.put(proxy, listener);
    ProxyConfig now = config;
    if (now != null) {
      listener.accept(now);
    }
    return () -> watches.remove(proxy, listener);
  }

  ManagedChannel channel() {
    return channel(certificate);
  }

  ManagedChannel channel(ServingPair trusted) {
    try {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.port())
              .sslContext(GrpcSslContexts.forClient().trustManager(trusted.trust()).build())
              .maxInboundMessageSize(64 << 20)
              .flowControlWindow(64 << 10) // and it does not grow
              .build();
      synchronized (channels) {
        channels.add(channel);
      }
      return channel;
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    synchronized (channels) {
      channels.forEach(ManagedChannel::shutdownNow);
    }
    server.close();
  }

  @Override
  public Optional<MeshSpec> mesh(String name) {
    return name.equals("default") ? Optional.of(MeshSpec.EMPTY) : Optional.empty();
  }

  @Override
  public Optional<DataplaneSpec> dataplane(String mesh, String name) {
    if (name.equals("broken")) {
      throw new IllegalStateException("a cache that is " + NullNode.instance);
    }
    return name.equals("web.shop") ? Optional.of(DataplaneSpec.EMPTY) : Optional.empty();
  }

  @Override
  public Optional<ZoneIngressSpec> zoneIngress(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<ZoneEgressSpec> zoneEgress(String name) {
    return Optional.empty();
  }

  @Override
  public boolean isIpv4Only(String host) {
    return true;
  }
}
