package io.higuma.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a user can write that stands in the way of a sidecar with the default settings.
 *
 * @param change writes it into a pod
 * @param words that the refusal has, among others
 */
public record Obstacle(String name, Consumer<ObjectNode> change, String words) {
  public static List<Obstacle> all() {
    return List.of(
        new Obstacle(
            "user of the sidecar",
            pod -> container(pod).withObjectProperty("securityContext").put("runAsUser", 5678),
            "run as user 5678"),
        new Obstacle(
            "probe of a reserved port",
            pod -> {
              container(pod).putObject("livenessProbe").putObject("tcpSocket").put("port", 9001);
              // A gateway has no such port.
              ObjectNode annotations = pod.withObject("/metadata/annotations");
              annotations.remove("kuma.io/gateway");
              annotations.put("kuma.io/application-probe-proxy-port", "9001");
            },
            "reserved"),
        new Obstacle(
            "no such mesh",
            pod -> {
              ObjectNode labels = pod.withObject("/metadata/labels");
              labels.put("kuma.io/mesh", "none");
              // A zone proxy may come before its mesh.
              labels.remove("k8s.kuma.io/zone-proxy-type");
            },
            "Mesh.kuma.io \"none\" not found"),
        annotation("kuma.io/container-patches", "none", "[\"none\"]"),
        annotation("kuma.io/service-account-token-volume", "none", "volume \"none\""),
        annotation("kuma.io/sidecar-drain-time", "5", "kuma.io/sidecar-drain-time"),
        annotation("kuma.io/sidecar-env-vars", "A", "kuma.io/sidecar-env-vars"),
        annotation("kuma.io/gateway", "maybe", "kuma.io/gateway"),
        annotation("kuma.io/envoy-admin-port", "1e3", "kuma.io/envoy-admin-port"),
        new Obstacle(
            "probes of a gateway",
            pod ->
                pod.withObject("/metadata/annotations")
                    .put("kuma.io/gateway", "enabled")
                    .put("kuma.io/application-probe-proxy-port", "9001"),
            "can't be proxied on a gateway"));
  }

  /** A copy of the pod that can't be injected. */
  public ObjectNode in(ObjectNode pod) {
    ObjectNode copy = pod.deepCopy();
    change.accept(copy);
    return copy;
  }

  @Override
  public String toString() {
    return name;
  }

  private static Obstacle annotation(String key, String value, String words) {
    return new Obstacle(
        key + ": " + value, pod -> pod.withObject("/metadata/annotations").put(key, value), words);
  }

  private static ObjectNode container(ObjectNode pod) {
    return (ObjectNode) pod.at("/spec/containers/0");
  }
}
