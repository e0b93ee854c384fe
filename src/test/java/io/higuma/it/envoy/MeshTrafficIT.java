package io.higuma.it.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.higuma.it.Cluster;
import io.higuma.it.LocalCluster;
import io.higuma.it.TestNamespace;
import io.higuma.it.envoy.KumaDpSettings.Naming;
import io.higuma.it.envoy.KumaDpSettings.Transport;
import io.higuma.it.envoy.Sidecar.Variant;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two injected pods talk through real Envoys that the packaged operator configures. Their resources
 * have unified names; {@link MeshScenariosIT} has those that an injected pod has otherwise.
 */
@ExtendWith({Sandboxes.class, LocalCluster.class})
class MeshTrafficIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  private static final String MESH =
      """
      apiVersion: kuma.io/v1alpha1
      kind: Mesh
      metadata: {name: traffic}
      spec:
        meshServices: {mode: Exclusive}
        mtls:
          enabledBackend: ca
          backends: [{name: ca, type: builtin}]
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
      metadata: {name: all, labels: {kuma.io/mesh: traffic}}
      spec:
        targetRef: {kind: Mesh}
        from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]
      """;

  @Test
  void trafficIsEncryptedAndPermitted(Sandbox sandbox, Cluster cluster, TestNamespace namespace) {
    cluster.kubectl(MESH, "apply", "-f", "-");
    namespace.labelled(Map.of("kuma.io/sidecar-injection", "enabled", "kuma.io/mesh", "traffic"));
    namespace.apply(PODS);
    var webPod = namespace.awaitReadyPod("web");
    var clientPod = namespace.awaitReadyPod("client");
    String address =
        namespace
            .client()
            .services()
            .inNamespace(namespace.name())
            .withName("web")
            .require()
            .getSpec()
            .getClusterIP();
    var pinned = new Variant(EnvoyBinary.versions().getFirst(), Naming.UNIFIED, Transport.DELTA);
    var newest =
        new Variant(EnvoyBinary.versions().getLast(), Naming.UNIFIED, Transport.STATE_OF_THE_WORLD);
    try (Sidecar web = Sidecar.start(sandbox, cluster, webPod, "web", newest);
        Sidecar client = Sidecar.start(sandbox, cluster, clientPod, "client", pinned)) {
      Application.in(web.pod(), 8080, "web");
      web.kumaDp().awaitReady();
      client.kumaDp().awaitReady();
      Client application = Client.in(client.pod(), User.APPLICATION);
      String url = "http://" + address + ":80/";
      // Without any permission each request is refused, whoever sends it.
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            assertThat(application.get(url)).startsWith("403 ");
            assertThat(web.denied()).isPositive();
          });
      namespace.apply(ALLOW);
      try (Capture capture = web.pod().capture()) {
        await()
            .atMost(SOON)
            .untilAsserted(
                () -> assertThat(application.get(url + "open-secret")).startsWith("200 name: web"));
        assertThat(capture.size()).isPositive();
        assertThat(capture.saw("open-secret")).isFalse();
      }
      assertThat(client.kumaDp().envoy().admin().get("/clusters").body())
          .contains("kri_msvc_traffic_");
      assertDeathCostsNothing(cluster, web, application, url);
    } finally {
      cluster.kubectl("", "delete", "mesh", "traffic", "--wait=false");
    }
  }

  /** Proxies go on with what they have, and get new certificates when the control plane is back. */
  private static void assertDeathCostsNothing(
      Cluster cluster, Sidecar server, Client application, String url) {
    application.load(url);
    cluster.killOperator();
    await().atMost(SOON).until(() -> server.stat("control_plane.connected_state") == 0);
    cluster.startOperatorAgain();
    // The client of gRPC takes its time before it tries again.
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> server.stat("control_plane.connected_state") == 1);
    Client.Load load = application.stop();
    assertThat(load.failed()).as(load.firstFailure()).isZero();
    assertThat(load.answered()).isGreaterThan(100);
  }
}
