package io.higuma.dataplane;

import io.fabric8.kubernetes.api.model.Pod;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Format;
import io.higuma.metadata.Labels;
import io.higuma.metadata.Parsed;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an inbound says about itself.
 *
 * @param zone name of the zone; empty leaves the tag out
 * @param nodeLabels labels of the pod's node that are copied
 */
record InboundTags(String zone, Map<String, String> nodeLabels) {
  static final String SERVICE = "kuma.io/service";
  static final String INSTANCE = "kuma.io/instance";
  static final String PROTOCOL = "kuma.io/protocol";
  private static final String SERVICE_NAME = "k8s.kuma.io/service-name";
  private static final String SERVICE_PORT = "k8s.kuma.io/service-port";

  InboundTags {
    nodeLabels = Map.copyOf(nodeLabels);
  }

  /** Tags of a port that a Service leads to. */
  Map<String, String> ofService(Pod pod, ServicePorts.Target target, String protocol) {
    var tags = new TreeMap<String, String>();
    ObjectMetadata.labels(pod)
        .forEach((key, value) -> {
          if (!key.contains("kuma.io/") && !value.isEmpty()) {
            tags.put(key, value);
          }
        });
    String service = target.service().getMetadata().getName();
    String namespace = target.service().getMetadata().getNamespace();
    int port = target.servicePort().getPort();
    tags.put(Labels.NAMESPACE.name(), namespace);
    tags.put(SERVICE_NAME, service);
    tags.put(SERVICE_PORT, Integer.toString(port));
    tags.put(SERVICE, "%s_%s_svc_%d".formatted(service, namespace, port));
    putZone(tags);
    tags.putAll(nodeLabels);
    if (!(isGateway(pod) && !protocol.equals(ProtocolOf.TCP))) {
      tags.put(PROTOCOL, protocol);
    }
    if (ServicePorts.isHeadless(target.service())) {
      tags.put(INSTANCE, pod.getMetadata().getName());
    }
    return tags;
  }

  /** Tags of a pod that no Service leads to; all its labels are among them. */
  Map<String, String> withoutService(Pod pod, OwnerName owner) {
    var tags = new TreeMap<String, String>();
    ObjectMetadata.labels(pod)
        .forEach((key, value) -> {
          if (!value.isEmpty()) {
            tags.put(key, value);
          }
        });
    String namespace = pod.getMetadata().getNamespace();
    tags.put(Labels.NAMESPACE.name(), namespace);
    tags.put(SERVICE, "%s_%s_svc".formatted(owner.name(), namespace));
    putZone(tags);
    tags.put(PROTOCOL, ProtocolOf.TCP);
    tags.put(INSTANCE, pod.getMetadata().getName());
    tags.putAll(nodeLabels);
    return tags;
  }

  private void putZone(Map<String, String> tags) {
    if (!zone.isEmpty()) {
      tags.put(Labels.ZONE.name(), zone);
    }
  }

  /** Other forms of the annotation, such as {@code provided}, are no switch and do not count. */
  private static boolean isGateway(Pod pod) {
    String value = ObjectMetadata.annotations(pod).get(Annotations.GATEWAY.name());
    return value != null
        && Format.SWITCH.parse(Annotations.GATEWAY.name(), value)
            instanceof Parsed.Value<Boolean>(Boolean enabled)
        && enabled;
  }
}
