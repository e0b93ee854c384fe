package io.higuma.workload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes pods that the Kubernetes API accepts and that can be injected, but for those with {@code
 * hostNetwork}: what stands in the way of a sidecar is left out. The same seed gives the same pod.
 */
final class PodGenerator {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String GATEWAY = "kuma.io/gateway";
  private static final List<String> NAMES =
      List.of("app", "proxy", "worker-2", "a", "metrics", "x".repeat(63), "0db", "log-shipper");
  private static final List<String> VOLUMES =
      List.of("data", "tmp", "config", "certs", "logs", "token", "socket", "v".repeat(63));

  private final PodParts parts = PodParts.read();

  ObjectNode pod(long seed) {
    var dice = new Dice(seed);
    ObjectNode pod = JSON.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    ObjectNode spec = pod.putObject("spec");
    if (dice.oneIn(2)) {
      metadata.put("name", "pod-" + seed);
    } else {
      metadata.put("generateName", "pod-" + seed + "-");
    }
    parts.merge(dice, "pod", 6, spec);
    List<String> volumes = volumes(dice, spec);
    containers(dice, spec, volumes);
    metadata(dice, metadata, volumes);
    return pod;
  }

  private List<String> volumes(Dice dice, ObjectNode spec) {
    List<String> names = dice.shuffled(VOLUMES).subList(0, dice.number(0, 5));
    if (!names.isEmpty()) {
      ArrayNode volumes = spec.putArray("volumes");
      for (String name : names) {
        volumes.addObject().put("name", name).setAll(parts.one(dice, "volume"));
      }
    }
    return names;
  }

  private void containers(Dice dice, ObjectNode spec, List<String> volumes) {
    var generator = new ContainerGenerator(dice, parts, volumes);
    var names = new ArrayList<>(dice.shuffled(NAMES));
    // Volumes and variables of the catalogue refer to it.
    names.remove("app");
    ArrayNode containers = spec.putArray("containers");
    int own = dice.number(0, 2);
    int init = dice.oneIn(2) ? 0 : dice.number(1, 3);
    int at = dice.number(0, own);
    for (int i = 0; i <= own; i++) {
      containers.add(generator.container(i == at ? "app" : names.removeFirst()));
    }
    if (init > 0) {
      ArrayNode initContainers = spec.putArray("initContainers");
      for (int i = 0; i < init; i++) {
        initContainers.add(
            dice.oneIn(2)
                ? generator.nativeSidecar(names.removeFirst())
                : generator.initContainer(names.removeFirst()));
      }
    }
  }

  private void metadata(Dice dice, ObjectNode metadata, List<String> volumes) {
    var labels = new LinkedHashMap<String, String>();
    parts.some(dice, "labels", 5, labels);
    var annotations = new LinkedHashMap<String, String>();
    parts.some(dice, "annotations", 4, annotations);
    // Most pods say little to the mesh; some say everything.
    parts.some(dice, "mesh", dice.oneOf(List.of(60, 20, 4)), annotations);
    if (!volumes.isEmpty() && dice.oneIn(10)) {
      annotations.put("kuma.io/service-account-token-volume", dice.oneOf(volumes));
    }
    if (dice.oneIn(10)) {
      annotations.put("kubectl.kubernetes.io/default-container", dice.oneOf(NAMES));
    }
    if (annotations.containsKey(GATEWAY)) {
      annotations.remove("kuma.io/virtual-probes");
      annotations.remove("kuma.io/application-probe-proxy-port");
    }
    put(metadata, "labels", labels);
    put(metadata, "annotations", annotations);
  }

  private static void put(ObjectNode metadata, String field, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      ObjectNode values = metadata.putObject(field);
      texts.forEach(values::put);
    }
  }
}
