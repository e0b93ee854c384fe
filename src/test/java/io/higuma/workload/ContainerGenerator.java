package io.higuma.workload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Makes the containers of one pod. */
final class ContainerGenerator {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String TOKEN_DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final List<String> PATHS =
      List.of(TOKEN_DIRECTORY, "/tmp", "/data", "/etc/app dir", "/tmp/transparent-proxy/base");

  /** None that the mesh takes for itself. */
  private static final List<Integer> PORTS =
      List.of(80, 443, 1, 8080, 8081, 8443, 9090, 9100, 3000, 5432, 50051, 65535, 9003, 15090);

  private static final List<String> PORT_NAMES =
      List.of("http", "https", "a", "grpc-web", "0-metrics");

  private final Dice dice;
  private final PodParts parts;
  private final List<String> volumes;

  /** Of the whole pod, so that no two containers want the same port of the node. */
  private final Deque<Integer> ports;

  ContainerGenerator(Dice dice, PodParts parts, List<String> volumes) {
    this.dice = dice;
    this.parts = parts;
    this.volumes = volumes;
    ports = new ArrayDeque<>(dice.shuffled(PORTS));
  }

  ObjectNode container(String name) {
    ObjectNode container = initContainer(name);
    addProbesAndHooks(container);
    return container;
  }

  /** An init container that goes on running. */
  ObjectNode nativeSidecar(String name) {
    return container(name).put("restartPolicy", "Always");
  }

  ObjectNode initContainer(String name) {
    ObjectNode container =
        JSON.objectNode().put("name", name).put("image", "registry.example/" + name + ":1");
    parts.merge(dice, "container", 4, container);
    addPorts(container);
    addMounts(container);
    return container;
  }

  private void addPorts(ObjectNode container) {
    int count = Math.min(ports.size(), dice.number(0, 2));
    if (count == 0) {
      return;
    }
    ArrayNode list = container.putArray("ports");
    List<String> names = dice.shuffled(PORT_NAMES);
    for (int i = 0; i < count; i++) {
      int number = ports.removeFirst();
      ObjectNode port = list.addObject().put("containerPort", number);
      if (dice.oneIn(2)) {
        port.put("name", names.get(i));
      }
      if (dice.oneIn(3)) {
        port.put("protocol", dice.oneOf(List.of("TCP", "UDP", "SCTP")));
      }
      if (dice.oneIn(10)) {
        port.put("hostPort", number).put("hostIP", "127.0.0.1");
      }
    }
  }

  private void addMounts(ObjectNode container) {
    int count = Math.min(volumes.size(), dice.number(0, 3));
    if (count == 0) {
      return;
    }
    List<String> paths = dice.shuffled(PATHS);
    ArrayNode mounts = container.putArray("volumeMounts");
    for (int i = 0; i < count; i++) {
      ObjectNode mount =
          mounts.addObject().put("name", dice.oneOf(volumes)).put("mountPath", paths.get(i));
      parts.merge(dice, "mount", 4, mount);
    }
  }

  private void addProbesAndHooks(ObjectNode container) {
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      if (dice.oneIn(2)) {
        container.set(probe, probe(probe, container));
      }
    }
    if (dice.oneIn(4)) {
      ObjectNode lifecycle = container.putObject("lifecycle");
      for (String hook : List.of("postStart", "preStop")) {
        if (dice.oneIn(2)) {
          lifecycle.set(hook, parts.one(dice, "hook"));
        }
      }
    }
  }

  private ObjectNode probe(String kind, ObjectNode container) {
    ObjectNode probe = parts.one(dice, "probe");
    for (String handler : List.of("httpGet", "tcpSocket", "grpc")) {
      if (probe.get(handler) instanceof ObjectNode way) {
        addPort(way, handler, container);
      }
    }
    parts.merge(dice, "timing", 4, probe);
    if (kind.equals("readinessProbe")) {
      if (dice.oneIn(3)) {
        probe.put("successThreshold", 3);
      }
    } else if (dice.oneIn(5)) {
      probe.put("terminationGracePeriodSeconds", 7);
    }
    return probe;
  }

  /**
   * By number or, where that is allowed, by a name, which a port of the container may have or not.
   */
  private void addPort(ObjectNode way, String handler, ObjectNode container) {
    if (!handler.equals("grpc") && dice.oneIn(2)) {
      way.put("port", dice.oneOf(PORT_NAMES));
      return;
    }
    int own = container.path("ports").path(0).path("containerPort").asInt(8000);
    int port = dice.oneIn(2) ? own : dice.oneOf(PORTS);
    way.put("port", port);
  }
}
