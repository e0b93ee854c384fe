package io.higuma.envoy.policy.meshtls;

import com.google.auto.service.AutoService;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import io.higuma.envoy.ClusterDraft;
import io.higuma.envoy.Conf;
import io.higuma.envoy.Destination;
import io.higuma.envoy.FilterChainDraft;
import io.higuma.envoy.InboundConf;
import io.higuma.envoy.InboundDraft;
import io.higuma.envoy.PolicyEffect;
import io.higuma.envoy.ProxyDraft;
import io.higuma.envoy.ProxyFacts;
import io.higuma.envoy.ResourceType;
import io.higuma.resource.ResourceKind;
import java.util.Optional;
import java.util.Set;

/** Whether clients may come without TLS, and which versions and ciphers TLS has. */
@AutoService(PolicyEffect.class)
public final class MeshTlsEffect implements PolicyEffect {
  /** What proxies of the mesh negotiate among each other, and with nobody else. */
  private static final String ALPN = "kuma";

  @Override
  public ResourceKind kind() {
    return ResourceKind.MESH_TLS;
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public Set<ResourceType> shapes() {
    return Set.of(ResourceType.CLUSTER, ResourceType.LISTENER);
  }

  @Override
  public void onInbound(InboundDraft draft, InboundConf conf, ProxyFacts proxy) {
    if (draft.mode().isEmpty() || conf.catchAll().isEmpty()) {
      return;
    }
    draft.shapeTls();
    Conf json = conf.catchAll().get();
    mode(json).filter(mode -> !draft.mode().equals(Optional.of(mode))).ifPresent(draft::mode);
    TlsParams.of(json)
        .ifPresent(params ->
            draft.listener().chains().stream()
                .map(FilterChainDraft::tls)
                .flatMap(Optional::stream)
                .forEach(tls -> tls.getCommonTlsContextBuilder().setTlsParams(params)));
  }

  /** One inbound that takes traffic without TLS needs the ports that are not declared, too. */
  @Override
  public void onProxy(ProxyDraft draft, Optional<Conf> conf) {
    if (draft.inbounds().stream().anyMatch(InboundDraft::isTlsShaped)) {
      draft.adaptPassthrough();
    }
  }

  private static Optional<TlsMode> mode(Conf conf) {
    return switch (conf.json().path("mode").asText("")) {
      case "Strict" -> Optional.of(TlsMode.STRICT);
      case "Permissive" -> Optional.of(TlsMode.PERMISSIVE);
      default -> Optional.empty();
    };
  }

  @Override
  public void onCluster(ClusterDraft draft, Destination destination, Optional<Conf> conf) {
    Optional<TlsParameters> params = conf.flatMap(TlsParams::of);
    if (params.isEmpty()) {
      return;
    }
    if (draft.base().hasTransportSocket()) {
      apply(draft.base().getTransportSocketBuilder(), params.get());
    }
    draft
        .base()
        .getTransportSocketMatchesBuilderList()
        .forEach(match -> apply(match.getTransportSocketBuilder(), params.get()));
  }

  private static void apply(TransportSocket.Builder socket, TlsParameters params) {
    if (!socket.getTypedConfig().is(UpstreamTlsContext.class)) {
      return;
    }
    UpstreamTlsContext.Builder context = context(socket);
    if (context.getCommonTlsContext().getAlpnProtocolsList().contains(ALPN)) {
      context.getCommonTlsContextBuilder().setTlsParams(params);
      socket.setTypedConfig(Any.pack(context.build()));
    }
  }

  private static UpstreamTlsContext.Builder context(TransportSocket.Builder socket) {
    try {
      return socket.getTypedConfig().unpack(UpstreamTlsContext.class).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("What was packed can be unpacked", e);
    }
  }
}
