package io.higuma.dataplane;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.Gateway;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import io.higuma.api.v1alpha1.DataplaneSpec.Networking;
import io.higuma.metadata.Labels;
import io.higuma.resource.ServiceTag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a Dataplane, without what they claim of another namespace than its own. Names in
 * certificates and the endpoints of services follow from tags, and whoever may write Dataplanes, or
 * the annotations of a gateway's pod, in one namespace must not speak for another by them.
 */
public final class OwnTags {
  private static final List<String> NAMES =
      List.of(InboundTags.SERVICE, GatewaySection.DEPLOYMENT_TAG);

  private OwnTags() {}

  /**
   * The spec with its own tags only.
   *
   * @return the very same where all are
   */
  public static DataplaneSpec of(DataplaneSpec spec, String namespace) {
    Networking networking = spec.networking();
    if (networking == null || !claims(networking, namespace)) {
      return spec;
    }
    return new DataplaneSpec(
        new Networking(
            networking.address(),
            networking.advertisedAddress(),
            Optional.ofNullable(networking.gateway())
                .map(gateway -> new Gateway(gateway.type(), own(gateway.tags(), namespace)))
                .orElse(null),
            networking.inbound().stream().map(inbound -> own(inbound, namespace)).toList(),
            networking.listeners(),
            networking.outbound(),
            networking.transparentProxying(),
            networking.admin()),
        spec.metrics(),
        spec.probes());
  }

  /** The same of a stored Dataplane. */
  public static DataplaneSpec of(Dataplane dataplane) {
    return of(dataplane.getSpec(), dataplane.getMetadata().getNamespace());
  }

  private static boolean claims(Networking networking, String namespace) {
    Gateway gateway = networking.gateway();
    if (gateway != null && claims(gateway.tags(), namespace)) {
      return true;
    }
    for (Inbound inbound : networking.inbound()) {
      if (claims(inbound.tags(), namespace)) {
        return true;
      }
    }
    return false;
  }

  private static boolean claims(Map<String, String> tags, String namespace) {
    String said = tags.get(Labels.NAMESPACE.name());
    if (said != null && !said.equals(namespace)) {
      return true;
    }
    for (String name : NAMES) {
      if (isOfAnother(tags.get(name), namespace)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfAnother(@Nullable String service, String namespace) {
    return service != null
        && ServiceTag.namespace(service).filter(of -> !of.equals(namespace)).isPresent();
  }

  private static Map<String, String> own(Map<String, String> tags, String namespace) {
    if (!claims(tags, namespace)) {
      return tags;
    }
    var own = new TreeMap<>(tags);
    own.computeIfPresent(Labels.NAMESPACE.name(), (tag, said) -> namespace);
    NAMES.forEach(name ->
        own.computeIfPresent(
            name, (tag, service) -> isOfAnother(service, namespace) ? null : service));
    return own;
  }

  private static Inbound own(Inbound inbound, String namespace) {
    return new Inbound(
        inbound.port(),
        inbound.servicePort(),
        inbound.serviceAddress(),
        inbound.address(),
        own(inbound.tags(), namespace),
        inbound.health(),
        inbound.serviceProbe(),
        inbound.state(),
        inbound.name(),
        inbound.protocol());
  }
}
