package io.higuma.envoy;

import io.higuma.resource.Kri;
import io.higuma.resource.ResourceKind;
import java.util.Comparator;

/** What wants an address and port. Envoy takes one listener for each. */
record Claim(OutboundPort port, DestinationFacts facts) {
  private static final String MESH_SERVICE = ResourceKind.MESH_SERVICE.shortName().orElseThrow();

  private static final Comparator<Kri> BY_KIND_AND_NAME =
      Comparator.comparing(Kri::shortName)
          .thenComparing(Kri::name)
          .thenComparing(Kri::namespace)
          .thenComparing(Kri::zone);

  /**
   * Which of two gets it, whatever their order: MeshServices of this zone come first, then others
   * by kind and name, and what is known by tags alone comes last.
   */
  static Claim first(Claim one, Claim other, String zone) {
    int difference = Integer.compare(one.rank(zone), other.rank(zone));
    if (difference == 0
        && one.port.destination() instanceof Destination.ServicePort its
        && other.port.destination() instanceof Destination.ServicePort theirs) {
      difference = BY_KIND_AND_NAME.compare(its.service(), theirs.service());
    }
    return difference <= 0 ? one : other;
  }

  private int rank(String zone) {
    return switch (port.destination()) {
      case Destination.ServicePort service -> isLocal(service.service(), zone) ? 0 : 1;
      case Destination.ByTags _ -> 2;
    };
  }

  private static boolean isLocal(Kri service, String zone) {
    return service.shortName().equals(MESH_SERVICE)
        && (service.zone().isEmpty() || service.zone().equals(zone));
  }
}
