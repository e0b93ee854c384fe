package io.higuma.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is left of an injected pod without what injection is documented to add or change. It has to
 * be the pod that its user wrote. Nothing here is taken from the code that injects.
 */
public final class UserPart {
  private static final Set<String> CONTAINERS =
      Set.of("kuma-sidecar", "kuma-init", "kuma-validation");
  private static final Set<String> VOLUMES =
      Set.of(
          "kuma-init-tmp",
          "kuma-sidecar-tmp",
          "kuma-spire-agent-socket",
          "transparent-proxy-base",
          "transparent-proxy-custom",
          "sys-fs-cgroup",
          "bpf-fs");

  /** Whatever the user wrote there. */
  private static final Set<String> OVERWRITTEN =
      Set.of(
          "kuma.io/sidecar-injected",
          "kuma.io/transparent-proxying",
          "kuma.io/sidecar-uid",
          "kuma.io/transparent-proxying-inbound-port",
          "kuma.io/transparent-proxying-outbound-port",
          "kuma.io/transparent-proxying-ip-family-mode",
          "kuma.io/transparent-proxying-ebpf",
          "kuma.io/builtin-dns",
          "kuma.io/builtin-dns-logging",
          "kuma.io/virtual-probes",
          "traffic.kuma.io/transparent-proxy-config",
          "k8s.v1.cni.cncf.io/networks",
          "higuma.io/injection-hash",
          "higuma.io/injection-inputs");

  /** As above where a ConfigMap says how traffic is redirected, else as below. */
  private static final Set<String> OVERWRITTEN_BY_CONFIG_MAP =
      Set.of("kuma.io/envoy-admin-port", "kuma.io/virtual-probes-port");

  /** What the user wrote stays. */
  private static final Set<String> COMPLETED =
      Set.of(
          "kubectl.kubernetes.io/default-container",
          "kuma.io/envoy-admin-port",
          "kuma.io/virtual-probes-port",
          "kuma.io/application-probe-proxy-port",
          "kuma.io/builtin-dns-port",
          "traffic.kuma.io/exclude-outbound-ports",
          "traffic.kuma.io/exclude-inbound-ips",
          "traffic.kuma.io/exclude-outbound-ips",
          "kuma.io/transparent-proxying-ebpf-bpf-fs-path",
          "kuma.io/transparent-proxying-ebpf-cgroup-path",
          "kuma.io/transparent-proxying-ebpf-tc-attach-iface",
          "kuma.io/transparent-proxying-ebpf-programs-source-path",
          "kuma.io/transparent-proxying-ebpf-instance-ip-env-var-name");

  /** The sidecar's ports stand after those of the user. */
  private static final String EXTENDED = "traffic.kuma.io/exclude-inbound-ports";

  private final ObjectNode original;
  private final ObjectNode injected;
  private final ObjectNode rest;

  private UserPart(ObjectNode original, ObjectNode injected) {
    this.original = original;
    this.injected = injected;
    rest = injected.deepCopy();
  }

  /** Fails when anything of the user is lost, altered or in another order. */
  public static void assertKept(ObjectNode original, ObjectNode injected) {
    assertThat(new UserPart(original, injected).rest())
        .as("what the user wrote")
        .isEqualTo(original);
  }

  private ObjectNode rest() {
    takeAway("containers", CONTAINERS);
    takeAway("initContainers", CONTAINERS);
    takeAway("volumes", VOLUMES);
    boolean isNative = named(injected.at("/spec/initContainers"), "kuma-sidecar");
    restoreProbes("containers");
    if (isNative) {
      restoreProbes("initContainers");
    }
    restoreMetadata();
    return rest;
  }

  private void takeAway(String list, Set<String> names) {
    if (!(rest.path("spec").get(list) instanceof ArrayNode elements)) {
      return;
    }
    elements.removeIf(element -> names.contains(element.path("name").asText()));
    restoreAbsence((ObjectNode) rest.path("spec"), original.path("spec"), list);
  }

  /** A list or map that injection had to make is as good as none. */
  private static void restoreAbsence(ObjectNode parent, JsonNode before, String field) {
    if (parent.path(field).isEmpty() && !before.path(field).isContainerNode()) {
      if (before.has(field)) {
        parent.set(field, before.get(field));
      } else {
        parent.remove(field);
      }
    }
  }

  private void restoreProbes(String list) {
    JsonNode after = rest.path("spec").path(list);
    JsonNode before = original.path("spec").path(list);
    for (int i = 0; i < Math.min(after.size(), before.size()); i++) {
      boolean runsOn =
          list.equals("containers")
              || before.get(i).path("restartPolicy").asText().equals("Always");
      for (String field : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
        if (runsOn && before.get(i).path(field).isObject()) {
          restoreProbe((ObjectNode) after.get(i), before.get(i), field);
        }
      }
    }
  }

  private void restoreProbe(ObjectNode after, JsonNode before, String field) {
    JsonNode annotations = injected.at("/metadata/annotations");
    int proxy = annotations.path("kuma.io/application-probe-proxy-port").asInt();
    JsonNode rewritten = after.path(field);
    ProbeTarget target = ProbeTarget.ofKubelet(before.path(field), before).orElse(null);
    if (target == null) {
      return;
    }
    if (proxy > 0) {
      assertThat(rewritten.at("/httpGet/port").asInt()).as("port of " + field).isEqualTo(proxy);
      assertThat(ProbeTarget.ofProxy(rewritten)).as("target of " + field).isEqualTo(target);
      assertThat(rewritten.path("httpGet").propertyStream().map(entry -> entry.getKey()))
          .as("fields of " + field)
          .isSubsetOf("path", "port", "httpHeaders", "scheme");
      assertThat(rewritten.at("/httpGet/scheme").asText("HTTP"))
          .as("scheme of " + field)
          .isEqualTo("HTTP");
    } else if (annotations.path("kuma.io/virtual-probes").asText().equals("enabled")) {
      if (!target.protocol().equals("httpGet")) {
        return;
      }
      ObjectNode expected = before.path(field).deepCopy();
      expected
          .withObjectProperty("httpGet")
          .put("path", "/" + target.port() + target.path())
          .put("port", annotations.path("kuma.io/virtual-probes-port").asInt());
      assertThat(rewritten).as("virtual " + field).isEqualTo(expected);
    } else {
      return;
    }
    assertThat(withoutHandlers(rewritten))
        .as("timing of " + field)
        .isEqualTo(withoutHandlers(before.path(field)));
    after.set(field, before.get(field));
  }

  private static JsonNode withoutHandlers(JsonNode probe) {
    return ((ObjectNode) probe.deepCopy()).remove(List.of("httpGet", "tcpSocket", "grpc"));
  }

  private void restoreMetadata() {
    ObjectNode metadata = rest.withObjectProperty("metadata");
    JsonNode before = original.path("metadata");
    restore(metadata, "labels", "kuma.io/mesh");
    for (String key : keys(metadata.path("annotations"))) {
      JsonNode was = before.path("annotations").path(key);
      JsonNode is = metadata.path("annotations").path(key);
      boolean byConfigMap = named(injected.at("/spec/volumes"), "transparent-proxy-base");
      if (OVERWRITTEN.contains(key)
          || (byConfigMap && OVERWRITTEN_BY_CONFIG_MAP.contains(key))
          || (COMPLETED.contains(key) && was.isMissingNode())
          || (key.equals(EXTENDED) && is.asText().startsWith(was.asText("")))) {
        restore(metadata, "annotations", key);
      }
    }
    restoreAbsence(metadata, before, "labels");
    restoreAbsence(metadata, before, "annotations");
    restoreAbsence(rest, original, "metadata");
  }

  private void restore(ObjectNode metadata, String map, String key) {
    ObjectNode values = metadata.withObjectProperty(map);
    JsonNode was = original.path("metadata").path(map).path(key);
    if (was.isMissingNode()) {
      values.remove(key);
    } else {
      values.set(key, was);
    }
  }

  private static List<String> keys(JsonNode map) {
    var keys = new ArrayList<String>();
    map.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static boolean named(JsonNode list, String name) {
    return list.valueStream().anyMatch(element -> element.path("name").asText().equals(name));
  }
}
