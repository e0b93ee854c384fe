package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.api.v1alpha1.DataplaneSpec.Gateway;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.metadata.Annotations;
import java.util.List;
import java.util.Map;

/** The gateway of a pod that another product makes one. */
record GatewaySection(InboundsFactory inbounds, PodSurroundings surroundings) {
  /** The tag that names a gateway by its Deployment; it is not {@code kuma.io/service}. */
  static final String DEPLOYMENT_TAG = "kuma.io/service-name";

  /**
   * The gateway.
   *
   * @param kind value of the annotation: {@code enabled} takes the tags of the first inbound that
   *     the pod would have; {@code provided} those of its Deployment, where it has one
   */
  Gateway of(Pod pod, String kind, List<Service> services, Findings findings) {
    return switch (kind) {
      case "enabled" -> byService(pod, services, findings);
      case "provided" -> byDeployment(pod, services, findings);
      default -> {
        findings.refuse(
            Annotations.GATEWAY,
            "invalid delegated gateway type '%s': use enabled or provided".formatted(kind));
        yield new Gateway(GatewayType.DELEGATED, Map.of());
      }
    };
  }

  private Gateway byService(Pod pod, List<Service> services, Findings findings) {
    return new Gateway(
        GatewayType.DELEGATED, inbounds.inboundsOf(pod, services, findings).getFirst().tags());
  }

  private Gateway byDeployment(Pod pod, List<Service> services, Findings findings) {
    OwnerName owner = OwnerName.of(pod, surroundings, findings);
    if (!owner.kind().equals(OwnerName.DEPLOYMENT)) {
      return byService(pod, services, findings);
    }
    String name = "%s_%s_svc".formatted(owner.name(), pod.getMetadata().getNamespace());
    return new Gateway(GatewayType.DELEGATED, Map.of(DEPLOYMENT_TAG, name));
  }
}
