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
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Higuma begins on a cluster that Kuma has run. */
@ExtendWith(LocalCluster.class)
class TakeoverIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path LEFT = Path.of("src/test/resources/io/higuma/it/TakeoverIT");

  private final Cluster cluster;

  TakeoverIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void whatKumaLeftStaysAsItIs(TestNamespace namespace) {
    // Given
    cluster.stopOperator();
    Map<String, JsonNode> left;
    Map<String, JsonNode> secrets;
    try {
      cluster
          .kubectl(
              "", "delete", "validatingwebhookconfiguration,mutatingwebhookconfiguration", "--all")
          .orThrow();
      leave(namespace);
      left = objects(namespace);
      secrets = secrets();
      assertThat(left).hasSizeGreaterThan(14);
    } finally {
      // When
      cluster.startOperator();
    }
    try {
      await()
          .untilAsserted(() ->
              assertThat(condition(namespace, "Ready").path("status").asText()).isEqualTo("True"));
      awaitRest(namespace);
      // Then
      assertThat(objects(namespace)).isEqualTo(left);
      assertThat(secrets()).isEqualTo(secrets);
      assertThat(condition(namespace, "CertificateAuthority").path("reason").asText())
          .isEqualTo("Builtin");
      await()
          .untilAsserted(() ->
              assertThat(cluster.diagnostics("/ready")).contains("kuma-cp-leader is held by cp-7"));
      assertThat(cluster.diagnostics("/metrics")).contains("higuma_other_control_planes 1.0");
    } finally {
      cluster.kubectl("", "delete", "lease", "-n", "kuma-system", "kuma-cp-leader");
      namespace.kubectl("", "delete", "namespace", namespace.name());
      cluster.kubectl("", "delete", "mesh", namespace.name(), "--wait=false");
    }
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
            .replace("CLUSTER-IP", field(namespace, "service/web", "/spec/clusterIP"))
            .replace("CERTIFICATE", base64(certificate))
            .replace("PRIVATE-KEY", base64(key))
            .replace("NOW", now());
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
    try {
      return Files.readString(LEFT.resolve(name)).replace("NAMESPACE", namespace.name());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String uid(TestNamespace namespace, String object) {
    return field(namespace, object, "/metadata/uid");
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

  /** All that belongs to the mesh, without what the API server alone writes. */
  private Map<String, JsonNode> objects(TestNamespace namespace) {
    var objects = new TreeMap<String, JsonNode>();
    String all =
        cluster.kubectl("", "get", "-A", "-o", "json", String.join(",", kinds())).orThrow();
    for (JsonNode item : tree(all).path("items")) {
      boolean isOfMesh =
          item.path("mesh").asText().equals(namespace.name())
              || item.at("/metadata/name").asText().contains(namespace.name())
              || item.at("/metadata/namespace").asText().equals(namespace.name());
      if (isOfMesh) {
        ObjectNode object = (ObjectNode) item;
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        String version = metadata.path("resourceVersion").asText();
        metadata.remove("managedFields");
        if (object.path("kind").asText().equals("Mesh")) {
          metadata.remove("resourceVersion"); // It gets a status.
          object.remove("status");
        }
        assertThat(version).isNotEmpty();
        objects.put(object.path("kind").asText() + "/" + metadata.path("name").asText(), object);
      }
    }
    return objects;
  }

  private static String[] kinds() {
    return new String[] {
      "meshes", "meshtimeouts", "meshcircuitbreakers", "meshretries", "meshtrafficpermissions",
      "trafficroutes", "dataplanes", "dataplaneinsights", "meshinsights", "serviceinsights",
      "meshservices", "workloads", "services", "pods", "secrets"
    };
  }

  /** The values of all Secrets of the control plane. */
  private Map<String, JsonNode> secrets() {
    var secrets = new TreeMap<String, JsonNode>();
    String all = cluster.kubectl("", "get", "secrets", "-n", "kuma-system", "-o", "json").orThrow();
    for (JsonNode secret : tree(all).path("items")) {
      secrets.put(secret.at("/metadata/name").asText(), secret.path("data"));
    }
    return secrets;
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
