package io.higuma.envoy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.List;

/** Envoy's admin interface, for the control plane alone, and the answer whether it is ready. */
final class AdminGenerator {
  private static final String READY = "/ready";
  private static final String CLIENT = "kuma-cp";

  private AdminGenerator() {}

  static void addTo(ProxyDraft draft, AdminIdentity identity) {
    NodeMetadata metadata = draft.proxy().metadata();
    if (metadata.adminPort() == 0) {
      return;
    }
    Naming naming = draft.proxy().systemNaming();
    String admin = SystemNames.ADMIN.in(naming);
    String readiness = SystemNames.READINESS.in(naming);
    String loopback = loopback(metadata.adminAddress());
    Address target =
        metadata.adminSocket().isEmpty()
            ? Addresses.socket(loopback, metadata.adminPort())
            : Addresses.pipe(metadata.adminSocket());
    draft.add(cluster(admin, target));
    draft.add(cluster(readiness, Addresses.socket(loopback, metadata.readinessPort())));
    String address = draft.proxy().dataplane().address();
    if (!address.equals(loopback)) {
      draft.add(listener(admin, readiness, address, metadata, identity));
    }
  }

  static String loopback(String adminAddress) {
    return switch (adminAddress) {
      case "::", Addresses.LOOPBACK6 -> Addresses.LOOPBACK6;
      default -> Addresses.LOOPBACK;
    };
  }

  private static ClusterDraft cluster(String name, Address address) {
    return new ClusterDraft(Origin.ADMIN, Protocol.HTTP, Clusters.fixed(name, address));
  }

  private static ListenerDraft listener(
      String admin,
      String readiness,
      String address,
      NodeMetadata metadata,
      AdminIdentity identity) {
    Route ready = HttpManagers.prefix(READY, readiness, READY);
    var listener =
        new ListenerDraft(
            Origin.ADMIN,
            Listener.newBuilder()
                .setName(admin)
                .setAddress(Addresses.socket(address, metadata.adminPort()))
                .setTrafficDirection(TrafficDirection.INBOUND)
                .setEnableReusePort(BoolValue.of(metadata.has(Feature.REUSE_PORT))));
    listener.inspectTls();
    return listener
        .add(
            new FilterChainDraft()
                .add(
                    FilterDraft.HTTP_CONNECTION_MANAGER,
                    HttpManagers.ofSystem(admin, List.of(ready))))
        .add(
            new FilterChainDraft()
                .match(FilterChainMatch.newBuilder().setTransportProtocol("tls").build())
                .tls(tls(identity))
                .add(
                    FilterDraft.HTTP_CONNECTION_MANAGER,
                    HttpManagers.ofSystem(
                        admin, List.of(ready, HttpManagers.prefix("/", admin, "/")))));
  }

  private static DownstreamTlsContext.Builder tls(AdminIdentity identity) {
    return DownstreamTlsContext.newBuilder()
        .setRequireClientCertificate(BoolValue.of(true))
        .setCommonTlsContext(
            CommonTlsContext.newBuilder()
                .addTlsCertificates(
                    TlsCertificate.newBuilder()
                        .setCertificateChain(inline(identity.certificate()))
                        .setPrivateKey(inline(identity.key())))
                .setValidationContext(
                    CertificateValidationContext.newBuilder()
                        .setTrustedCa(inline(identity.authority()))
                        .addMatchTypedSubjectAltNames(
                            SubjectAltNameMatcher.newBuilder()
                                .setSanType(SubjectAltNameMatcher.SanType.DNS)
                                .setMatcher(StringMatcher.newBuilder().setExact(CLIENT)))));
  }

  private static DataSource inline(String pem) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(pem)).build();
  }
}
