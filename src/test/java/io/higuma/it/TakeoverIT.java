package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.certs.MeshAuthorityIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Higuma begins on a cluster that Kuma has run. */
@ExtendWith(LocalCluster.class)
class TakeoverIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path LEFT = Path.of("src/test/resources/io/higuma/it/TakeoverIT");
  private static final String WEBHOOKS =
      "validatingwebhookconfiguration,mutatingwebhookconfiguration";

  private static final Set<String> OF_ALL_MESHES =
      Set.of("envoy-admin-ca", "zone-token-signing-key-1", "kuma-tls-cert", "higuma-ca");

  /** What a policy gets beside: how many proxies have it. */
  private static final Pattern POLICY_STATUS =
      Pattern.compile(
          "(MeshCircuitBreaker|MeshTimeout|MeshTrafficPermission) kuma-system/\\S+ (metadata resourceVersion|status: was , is .*)");

  /** The old numbers left out some. */
  private static final List<String> RECOUNTED =
      List.of(
          "MeshInsight /NAMESPACE metadata generation",
          "MeshInsight /NAMESPACE metadata resourceVersion",
          "MeshInsight /NAMESPACE spec policies MeshTrafficPermission: was , is {\"total\":1}",
          "MeshInsight /NAMESPACE spec policies TrafficRoute: was , is {\"total\":1}",
          "MeshInsight /NAMESPACE spec resources MeshCircuitBreaker: was , is {\"total\":1}",
          "MeshInsight /NAMESPACE spec resources MeshTrafficPermission: was , is {\"total\":1}",
          "MeshInsight /NAMESPACE spec resources TrafficRoute: was , is {\"total\":1}");

  private final Cluster cluster;

  TakeoverIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void whatKumaLeftStaysAsItIs(TestNamespace namespace) {
    // Given
    cluster.stopOperator();
    Map<String, JsonNode> left;
    try {
      replaceChart();
      cluster.kubectl("", "delete", WEBHOOKS, "--all").orThrow();
      leave(namespace);
      left = objects(namespace);
      assertThat(left).hasSizeGreaterThan(20);
      // When
      cluster.kubectl("", "delete", "service", "-n", "kuma-system", "kuma-control-plane").orThrow();
    } finally {
      cluster.startOperator();
    }
    try {
      await()
          .untilAsserted(() ->
              assertThat(condition(namespace, "Ready").path("status").asText()).isEqualTo("True"));
      awaitRest(namespace);
      // Then
      assertThat(differences(left, objects(namespace)))
          .filteredOn(difference -> !POLICY_STATUS.matcher(difference).matches())
          .containsExactlyInAnyOrderElementsOf(RECOUNTED);
      assertThat(condition(namespace, "CertificateAuthority").path("reason").asText())
          .isEqualTo("Builtin");
      assertThat(
              cluster
                  .kubectl("", "get", "clusterrole", "kuma-control-plane", "-o", "yaml")
                  .orThrow())
          .as("Kuma's rights are gone")
          .doesNotContain("gatewayclasses")
          .contains("containerpatches/status");
      await()
          .untilAsserted(() ->
              assertThat(cluster.diagnostics("/ready")).contains("kuma-cp-leader is held by cp-7"));
      assertThat(cluster.diagnostics("/metrics")).contains("higuma_other_control_planes 1.0");
      Cluster.Outcome stale =
          cluster.higuma(
              "stale", "-n", namespace.name(), "--kubeconfig", cluster.kubeconfig().toString());
      assertThat(stale.exitCode()).as(stale.output()).isEqualTo(6);
      assertThat(stale.output())
          .contains("web", "kuma-sidecar image is registry.example/kuma-dp:2.14.3");
    } finally {
      cluster.kubectl("", "delete", "lease", "-n", "kuma-system", "kuma-cp-leader");
      namespace.kubectl("", "delete", "namespace", namespace.name());
      cluster.kubectl("", "delete", "mesh", namespace.name(), "--wait=false");
    }
  }

  /** Kuma's own objects in the place of those of deploy/. */
  private void replaceChart() {
    String chart = read("chart.yaml").replace("NOW", now());
    cluster.kubectl(chart, "delete", "--ignore-not-found", "-f", "-").orThrow();
    cluster.kubectl(chart, "create", "-f", "-").orThrow();
  }

  /** Objects in the form that Kuma 2.14 writes, with its authority and keys. */
  private void leave(TestNamespace namespace) {
    cluster.kubectl(file("namespace.yaml", namespace), "apply", "-f", "-").orThrow();
    await().until(() -> namespace.kubectl("", "get", "serviceaccount", "default").exitCode() == 0);
    cluster.kubectl(file("mesh.yaml", namespace), "create", "-f", "-").orThrow();
    namespace.apply(file("workload.yaml", namespace));
    namespace.awaitReadyPod("web");
    var issuer = new MeshAuthorityIssuer(Clock.systemUTC(), new SecureRandom());
    String key = issuer.newKeyPem(2048);
    String certificate =
        issuer.forMesh(namespace.name(), key, Duration.ofDays(3650)).certificatePem();
    String owned =
        file("owned.yaml", namespace)
            .replace("MESH-UID", uid(namespace, "mesh/" + namespace.name()))
            .replace("SERVICE-UID", uid(namespace, "service/web"))
            .replace("POD-UID", uid(namespace, "pod/web"))
            .replace("POD-IP", field(namespace, "pod/web", "/status/podIP"))
            .replace("NODE", field(namespace, "pod/web", "/spec/nodeName"))
            .replace("REGION", label(namespace, "topology.kubernetes.io~1region"))
            .replace("TOPOLOGY-ZONE", label(namespace, "topology.kubernetes.io~1zone"))
            .replace("CLUSTER-IP", field(namespace, "service/web", "/spec/clusterIP"))
            .replace("CERTIFICATE", base64(certificate))
            .replace("PRIVATE-KEY", base64(key));
    cluster.kubectl(owned, "create", "-f", "-").orThrow();
  }

  /** Kuma's Lease, renewed just now. */
  private static String now() {
    return Clock.systemUTC().instant().plusSeconds(30).toString().substring(0, 19) + ".000000Z";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String file(String name, TestNamespace namespace) {
    return read(name).replace("NAMESPACE", namespace.name());
  }

  private static String read(String name) {
    try {
      return Files.readString(LEFT.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String uid(TestNamespace namespace, String object) {
    return field(namespace, object, "/metadata/uid");
  }

  private static String label(TestNamespace namespace, String key) {
    return field(namespace, "pod/web", "/metadata/labels/" + key);
  }

  private static String field(TestNamespace namespace, String object, String pointer) {
    return tree(namespace.kubectl("", "get", object, "-o", "json").orThrow()).at(pointer).asText();
  }

  private static JsonNode condition(TestNamespace namespace, String type) {
    JsonNode mesh =
        tree(namespace.kubectl("", "get", "mesh", namespace.name(), "-o", "json").orThrow());
    for (JsonNode condition : mesh.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return JSON.missingNode();
  }

  /** All that belongs to the mesh or to the control plane, by kind, namespace and name. */
  private Map<String, JsonNode> objects(TestNamespace namespace) {
    var objects = new TreeMap<String, JsonNode>();
    String all = cluster.kubectl("", "get", "-A", "-o", "json", kinds()).orThrow();
    for (JsonNode item : tree(all).path("items")) {
      ObjectNode metadata = (ObjectNode) item.path("metadata");
      String name = metadata.path("name").asText();
      boolean isOfMesh =
          item.path("mesh").asText().equals(namespace.name())
              || name.contains(namespace.name())
              || metadata.path("namespace").asText().equals(namespace.name());
      if (isOfMesh || OF_ALL_MESHES.contains(name)) {
        String kind = item.path("kind").asText();
        metadata.remove("managedFields");
        if (kind.equals("Mesh")) {
          metadata.remove("resourceVersion"); // It gets a status.
          ((ObjectNode) item).remove("status");
        }
        objects.put(kind + " " + metadata.path("namespace").asText("") + "/" + name, item);
      }
    }
    return objects;
  }

  /** All kinds of Kuma, and those of Kubernetes that it writes. */
  private String kinds() {
    String ours =
        cluster
            .kubectl("", "api-resources", "--api-group=kuma.io", "--verbs=list", "-o", "name")
            .orThrow();
    return String.join(",", ours.trim().split("\\s+")) + ",services,pods,secrets,configmaps";
  }

  private static List<String> differences(Map<String, JsonNode> left, Map<String, JsonNode> now) {
    var names = new TreeSet<>(left.keySet());
    names.addAll(now.keySet());
    var found = new ArrayList<String>();
    for (String name : names) {
      compare(
          name.replaceFirst("takeoverit-\\d+", "NAMESPACE"),
          left.getOrDefault(name, JSON.missingNode()),
          now.getOrDefault(name, JSON.missingNode()),
          found);
    }
    return found;
  }

  /** Where two trees differ, to the deepest place. */
  private static void compare(String place, JsonNode left, JsonNode now, List<String> found) {
    if (left.isObject() && now.isObject()) {
      var fields = new TreeSet<String>();
      left.fieldNames().forEachRemaining(fields::add);
      now.fieldNames().forEachRemaining(fields::add);
      fields.forEach(
          field -> compare(place + " " + field, left.path(field), now.path(field), found));
    } else if (!left.equals(now)) {
      boolean isVersion = place.endsWith(" resourceVersion") || place.endsWith(" generation");
      found.add(isVersion ? place : "%s: was %s, is %s".formatted(place, left, now));
    }
  }

  private void awaitRest(TestNamespace namespace) {
    var last = new TreeMap<String, JsonNode>();
    await()
        .pollInterval(Duration.ofSeconds(3))
        .until(() -> {
          Map<String, JsonNode> now = objects(namespace);
          boolean isAtRest = now.equals(last);
          last.clear();
          last.putAll(now);
          return isAtRest;
        });
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
