package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Configs;
import io.higuma.inject.InjectionRemover;
import io.higuma.inject.Removal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pods that were injected in a cluster, read back, are what they were. */
@ExtendWith(LocalCluster.class)
class UninjectIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OFF = "kuma.io/sidecar-injection: disabled, ";

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: cart
        labels: {app: cart}
        annotations: {higuma.io/original: RECORD}
      spec:
        initContainers:
        - {name: migrate, image: registry.example/cart:1, args: [migrate]}
        containers:
        - name: cart
          image: registry.example/cart:1
          ports: [{name: http, containerPort: 8080}]
          resources: {requests: {memory: 0.5Gi}}
          readinessProbe: {httpGet: {path: healthz, port: http, scheme: HTTPS}, timeoutSeconds: 3}
          livenessProbe: {grpc: {port: 50051, service: cart.v1}}
          startupProbe: {tcpSocket: {port: 50051}}
          volumeMounts: [{name: data, mountPath: /data}]
        volumes:
        - {name: data, emptyDir: {}}
      """;

  @ParameterizedTest(name = "record {0}")
  @CsvSource({
    // whether there is a record, port and path of the probe then
    "enabled,http,healthz",
    "disabled,8080,/healthz",
  })
  void aPodComesBackAsItWas(String record, String port, String path, TestNamespace namespace)
      throws IOException {
    // Given
    namespace.enabled();
    String manifest = POD.replace("RECORD", record);
    ObjectNode plain = stored(namespace, manifest.replace("labels: {", "labels: {" + OFF));
    // When
    namespace.apply(manifest);
    await().until(() -> !namespace.pod("cart").get().getStatus().getConditions().isEmpty());
    ObjectNode pod = read(namespace.kubectl("", "get", "pod", "cart", "-o", "json").orThrow());
    namespace.kubectl("", "delete", "pod", "cart", "--grace-period=0", "--force").orThrow();
    Removal removal = InjectionRemover.assuming(Configs.defaults()).remove(pod, Optional.empty());
    // Then
    assertThat(removal).isInstanceOf(Removal.Removed.class);
    ObjectNode original = ((Removal.Removed) removal).pod();
    JsonNode probe = original.at("/spec/containers/0/readinessProbe/httpGet");
    assertThat(probe.path("port").asText()).isEqualTo(port);
    assertThat(probe.path("path").asText()).isEqualTo(path);
    ((ObjectNode) probe).put("path", "healthz").put("port", "http");
    assertThat(specOf(original)).isEqualTo(specOf(plain));
    assertThat(labels(original)).isEqualTo(labels(plain));
    assertThat(annotations(original)).isEqualTo(annotations(plain));
    ObjectNode again = stored(namespace, JSON.writeValueAsString(original));
    assertThat(again.at("/spec/initContainers/1/name").asText()).isEqualTo("kuma-sidecar");
  }

  /** What the API server would make of it. */
  private static ObjectNode stored(TestNamespace namespace, String manifest) throws IOException {
    return read(
        namespace
            .kubectl(manifest, "create", "--dry-run=server", "-o", "json", "-f", "-")
            .orThrow());
  }

  private static ObjectNode read(String json) throws IOException {
    return (ObjectNode) JSON.readTree(json);
  }

  /** Without those of the node, and the one that keeps the other pod plain. */
  private static JsonNode labels(ObjectNode pod) {
    ObjectNode labels = pod.at("/metadata/labels").deepCopy();
    labels.remove("kuma.io/sidecar-injection");
    labels.remove(List.of("topology.kubernetes.io/region", "topology.kubernetes.io/zone"));
    return labels;
  }

  private static JsonNode annotations(ObjectNode pod) {
    ObjectNode annotations = pod.at("/metadata/annotations").deepCopy();
    annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    return annotations;
  }

  /** Without what the scheduler decides, and the number in the name of the token's volume. */
  private static JsonNode specOf(ObjectNode pod) throws IOException {
    ObjectNode spec = pod.path("spec").deepCopy();
    spec.remove("nodeName");
    return JSON.readTree(spec.toString().replaceAll("kube-api-access-[a-z0-9]+", "token"));
  }
}
