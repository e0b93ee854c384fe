package io.higuma.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells ingress controllers to send traffic to a Service's own address, which the mesh knows, and
 * not to its pods.
 */
final class ServiceUpstream {
  private static final List<MetadataKey<String>> MARKS =
      List.of(Annotations.SERVICE_UPSTREAM, Annotations.NGINX_SERVICE_UPSTREAM);

  private ServiceUpstream() {}

  /** The merge patch that sets what is missing; empty if nothing is, or it is no Service for it. */
  static Optional<ObjectNode> patch(Service service, Namespace namespace) {
    Map<String, String> annotations = ObjectMetadata.annotations(service);
    boolean concerned =
        isOn(Labels.SIDECAR_INJECTION, ObjectMetadata.labels(namespace))
            && !"builtin".equals(annotations.get(Annotations.GATEWAY.name()))
            && !"ExternalName".equals(service.getSpec().getType())
            && !isOn(Annotations.IGNORE, annotations);
    if (!concerned || service.getMetadata().getDeletionTimestamp() != null) {
      return Optional.empty();
    }
    ObjectNode missing = JsonNodeFactory.instance.objectNode();
    for (MetadataKey<String> mark : MARKS) {
      if (!"true".equals(annotations.get(mark.name()))) {
        missing.put(mark.name(), "true");
      }
    }
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").set("annotations", missing);
    return Optional.of(patch);
  }

  /** What is malformed is not on. */
  private static boolean isOn(MetadataKey<Boolean> key, Map<String, String> values) {
    String value = values.get(key.name());
    return value != null
        && key.format().parse(key.name(), value) instanceof Parsed.Value<Boolean>(Boolean on)
        && on;
  }
}
