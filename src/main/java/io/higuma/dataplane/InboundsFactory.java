package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Health;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.InboundState;
import java.util.List;
import java.util.Map;

/** The inbounds of a pod: one for each Service port that leads to it. */
record InboundsFactory(
    InboundTags tags, DataplaneSettings.InboundTags written, PodSurroundings surroundings) {
  /**
   * In the order of the Services and their ports. A pod without any has one all the same, on a
   * reserved port, so that it has a name in the mesh.
   */
  List<Inbound> inboundsOf(Pod pod, List<Service> services, Findings findings) {
    List<Inbound> inbounds =
        services.stream()
            .filter(service -> !ServicePorts.isExternalName(service))
            .flatMap(service -> ServicePorts.targets(service, pod))
            .map(target -> inbound(pod, target))
            .toList();
    return inbounds.isEmpty() ? List.of(serviceless(pod, findings)) : inbounds;
  }

  private Inbound inbound(Pod pod, ServicePorts.Target target) {
    String protocol = ProtocolOf.port(target.service(), target.servicePort());
    InboundState state = state(pod, target);
    return new Inbound(
        target.port(),
        0,
        null,
        null,
        kept(tags.ofService(pod, target, protocol)),
        new Health(state == InboundState.Ready),
        null,
        state,
        target.name(),
        protocol);
  }

  private Inbound serviceless(Pod pod, Findings findings) {
    OwnerName owner = OwnerName.of(pod, surroundings, findings);
    boolean ready = Readiness.ofWholePod(pod);
    return new Inbound(
        DataplaneSpec.SERVICELESS_PORT,
        0,
        null,
        null,
        kept(tags.withoutService(pod, owner)),
        new Health(ready),
        null,
        ready ? InboundState.Ready : InboundState.NotReady,
        null,
        ProtocolOf.TCP);
  }

  private static InboundState state(Pod pod, ServicePorts.Target target) {
    if (!ServiceMatching.fullySelects(target.service(), pod)) {
      return InboundState.Ignored;
    }
    return Readiness.ofPort(pod, target.container()) ? InboundState.Ready : InboundState.NotReady;
  }

  private Map<String, String> kept(Map<String, String> all) {
    return switch (written) {
      case WRITTEN -> all;
      case LEFT_OUT -> Map.of();
    };
  }
}
