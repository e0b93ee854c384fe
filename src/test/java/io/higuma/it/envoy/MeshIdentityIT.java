package io.higuma.it.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.higuma.it.Cluster;
import io.higuma.it.LocalCluster;
import io.higuma.it.TestNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A mesh without an authority of its own, whose data planes are known by a MeshIdentity. */
@ExtendWith({Sandboxes.class, LocalCluster.class})
class MeshIdentityIT {
  private static final int PORT = 8080;

  private static final String MESH =
      """
      apiVersion: kuma.io/v1alpha1
      kind: Mesh
      metadata: {name: identities}
      spec: {meshServices: {mode: Exclusive}}
      ---
      apiVersion: kuma.io/v1alpha1
      kind: MeshIdentity
      metadata: {name: identities, namespace: kuma-system, labels: {kuma.io/mesh: identities}}
      spec:
        selector: {dataplane: {matchLabels: {}}}
        spiffeID: {trustDomain: "{{ .Mesh }}.test", path: "/sa/{{ .ServiceAccount }}"}
        provider: {type: Bundled, bundled: {insecureAllowSelfSigned: true, autogenerate: {enabled: true}}}
      """;

  private static final String PODS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{name: http, port: 80, targetPort: 8080, appProtocol: http}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: web, labels: {app: web}}
      spec:
        containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec:
        containers: [{name: client, image: client}]
      """;

  private static final String ALLOW =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshTrafficPermission
      metadata: {name: all, labels: {kuma.io/mesh: identities}}
      spec:
        targetRef: {kind: Mesh}
        rules: [{default: {allow: [{spiffeID: {type: Exact, value: "spiffe://identities.test/sa/default"}}]}}]
      """;

  @Test
  void dataPlanesKnowEachOtherBySpiffeIds(
      Sandbox sandbox, Cluster cluster, TestNamespace namespace) {
    cluster.kubectl(MESH, "apply", "-f", "-");
    namespace.labelled(
        Map.of("kuma.io/sidecar-injection", "enabled", "kuma.io/mesh", "identities"));
    namespace.apply(PODS);
    try (var server = Sidecar.start(sandbox, cluster, namespace.awaitReadyPod("web"), "web");
        var caller = Sidecar.start(sandbox, cluster, namespace.awaitReadyPod("client"), "client")) {
      Application.in(server.pod(), PORT, "web");
      server.kumaDp().awaitReady();
      caller.kumaDp().awaitReady();
      Client client = Client.in(caller.pod(), User.APPLICATION);
      String url = "http://" + clusterIp(namespace) + ":80/";
      soon()
          .untilAsserted(
              () -> assertThat(names(server)).contains("URI:spiffe://identities.test/sa/default"));
      soon().untilAsserted(() -> assertThat(client.get(url)).startsWith("403 "));
      namespace.apply(ALLOW);
      soon().untilAsserted(() -> assertThat(client.get(url)).startsWith("200 name: web"));
    } finally {
      cluster.kubectl(MESH, "delete", "--wait=false", "-f", "-");
    }
  }

  private static String clusterIp(TestNamespace namespace) {
    return namespace
        .client()
        .services()
        .inNamespace(namespace.name())
        .withName("web")
        .require()
        .getSpec()
        .getClusterIP();
  }

  /** By what names a server shows itself to who asks without a certificate. */
  private static String names(Sidecar server) {
    String command =
        "openssl s_client -alpn kuma -connect %s:%d </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName || true"
            .formatted(server.pod().address(), PORT);
    return server.pod().run(User.PROXY, List.of("sh", "-c", command));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50));
  }
}
