package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.higuma.api.v1alpha1.DataplaneSpec.Listener;
import io.higuma.api.v1alpha1.DataplaneSpec.ListenerState;
import io.higuma.api.v1alpha1.DataplaneSpec.ListenerType;
import io.higuma.metadata.Labels;
import io.higuma.validation.FieldPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The ports at which a pod takes traffic from other zones or passes it on to them. */
final class ZoneProxyListeners {
  private ZoneProxyListeners() {}

  /** A listener, and the Service that it is for. */
  private record Claim(String service, Listener listener) {}

  /**
   * One listener for each TCP port of Services for zone proxies. Two Services may share a port only
   * for the same purpose; the first one names it.
   */
  static List<Listener> of(Pod pod, List<Service> services, Findings findings) {
    Map<Long, Claim> claims = new LinkedHashMap<>();
    for (Claim claim : claims(pod, services, findings)) {
      Claim first = claims.putIfAbsent(claim.listener().port(), claim);
      if (first != null && first.listener().type() != claim.listener().type()) {
        findings.refuse(
            FieldPath.ROOT,
            "conflicting listener types on port %d: services \"%s\" and \"%s\" want %s and %s"
                .formatted(
                    claim.listener().port(),
                    first.service(),
                    claim.service(),
                    first.listener().type(),
                    claim.listener().type()));
      }
    }
    return claims.values().stream().map(Claim::listener).toList();
  }

  private static List<Claim> claims(Pod pod, List<Service> services, Findings findings) {
    var claims = new ArrayList<Claim>();
    for (Service service : services) {
      Optional<ListenerType> type = type(service, findings);
      if (type.isEmpty()) {
        continue;
      }
      ServicePorts.targets(service, pod)
          .map(target -> listener(pod, type.get(), target))
          .forEach(l -> claims.add(new Claim(service.getMetadata().getName(), l)));
    }
    return claims;
  }

  private static Optional<ListenerType> type(Service service, Findings findings) {
    String value = ObjectMetadata.labels(service).get(Labels.ZONE_PROXY_TYPE.name());
    if (value == null) {
      return Optional.empty();
    }
    return switch (value) {
      case "ingress" -> Optional.of(ListenerType.ZoneIngress);
      case "egress" -> Optional.of(ListenerType.ZoneEgress);
      default -> {
        findings.refuse(
            Labels.ZONE_PROXY_TYPE,
            "%s: unknown type \"%s\" of zone proxy: use ingress or egress"
                .formatted(ServicePorts.describe(service), value));
        yield Optional.empty();
      }
    };
  }

  private static Listener listener(Pod pod, ListenerType type, ServicePorts.Target target) {
    ServicePort port = target.servicePort();
    String name = Objects.requireNonNullElse(port.getName(), "");
    return new Listener(
        type,
        pod.getStatus().getPodIP(),
        target.port(),
        name.isEmpty() ? Integer.toString(port.getPort()) : name,
        Readiness.ofPort(pod, target.container()) ? ListenerState.Ready : ListenerState.NotReady);
  }
}
