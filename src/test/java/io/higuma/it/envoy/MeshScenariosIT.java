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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two servers behind one service and two clients; of each, one sidecar is as it is injected, and
 * one has the newest Envoy, which asks for changes only. All tests share them, since they take a
 * while to start; each holds by itself as well.
 */
@ExtendWith({Sandboxes.class, LocalCluster.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MeshScenariosIT {
  private static final int PORT = 8080;
  private static final int FIRST = 1;
  private static final int LAST = Integer.MAX_VALUE;

  /** So many answers in a row from one of two servers that take turns are no chance. */
  private static final int MANY = 20;

  /** Certificates are renewed while the tests run; connections are too young to outlive them. */
  private static final String MESH =
      """
      apiVersion: kuma.io/v1alpha1
      kind: Mesh
      metadata: {name: scenarios}
      spec:
        meshServices: {mode: Everywhere}
        mtls:
          enabledBackend: ca
          backends:
          - name: ca
            type: builtin
            dpCert: {rotation: {expiration: 1m}}
      ---
      apiVersion: kuma.io/v1alpha1
      kind: MeshTimeout
      metadata: {name: scenarios, namespace: kuma-system, labels: {kuma.io/mesh: scenarios}}
      spec:
        targetRef: {kind: Mesh}
        to:
        - targetRef: {kind: Mesh}
          default: {http: {maxConnectionDuration: 1s}}
      ---
      apiVersion: kuma.io/v1alpha1
      kind: HostnameGenerator
      metadata: {name: scenarios, namespace: kuma-system}
      spec:
        selector: {meshService: {matchLabels: {kuma.io/mesh: scenarios}}}
        template: "{{ .DisplayName }}.{{ .Namespace }}.svc.mesh.local"
      """;

  private static final String PODS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {part: web}
        ports: [{name: http, port: 80, targetPort: 8080, appProtocol: http}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: web-a, labels: {app: web-a, part: web}}
      spec:
        containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: web-b, labels: {app: web-b, part: web}}
      spec:
        containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client-a, labels: {app: client-a}}
      spec:
        containers: [{name: client, image: client}]
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: client-b, labels: {app: client-b}}
      spec:
        containers: [{name: client, image: client}]
      """;

  private static final String ALLOW =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshTrafficPermission
      metadata: {name: all, labels: {kuma.io/mesh: scenarios}}
      spec:
        targetRef: {kind: Mesh}
        from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]
      """;

  private static final String PERMISSIVE =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshTLS
      metadata: {name: permissive, labels: {kuma.io/mesh: scenarios}}
      spec:
        targetRef: {kind: Mesh}
        rules: [{default: {mode: Permissive}}]
      """;

  private final Cluster cluster;
  private final Sandbox sandbox;
  private final TestNamespace namespace;
  private final List<Sidecar> servers = new ArrayList<>();
  private final List<Sidecar> clientSidecars = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<String> firstCertificates = new ArrayList<>();

  MeshScenariosIT(Sandbox sandbox, Cluster cluster, TestNamespace namespace) {
    this.sandbox = sandbox;
    this.cluster = cluster;
    this.namespace = namespace;
  }

  @BeforeAll
  void start() {
    cluster.kubectl(MESH, "apply", "-f", "-");
    namespace.labelled(Map.of("kuma.io/sidecar-injection", "enabled", "kuma.io/mesh", "scenarios"));
    namespace.apply(PODS);
    startClusterNames();
    var usual = Variant.usual();
    var newest = new Variant(EnvoyBinary.versions().getLast(), Naming.LEGACY, Transport.DELTA);
    servers.add(sidecar("web-a", usual));
    servers.add(sidecar("web-b", newest));
    clientSidecars.add(sidecar("client-a", usual));
    clientSidecars.add(sidecar("client-b", newest));
    Application.in(servers.getFirst().pod(), PORT, "web-a");
    Application.in(servers.getLast().pod(), PORT, "web-b");
    servers.forEach(one -> one.kumaDp().awaitReady());
    for (Sidecar one : clientSidecars) {
      one.kumaDp().awaitReady();
      clients.add(Client.in(one.pod(), User.APPLICATION));
    }
    for (Sidecar server : servers) {
      firstCertificates.add(
          soon().until(() -> certificate(server), shown -> shown.startsWith("serial=")));
    }
  }

  private Sidecar sidecar(String name, Variant variant) {
    return Sidecar.start(sandbox, cluster, namespace.awaitReadyPod(name), name, variant);
  }

  /** What CoreDNS would say of the service. */
  private void startClusterNames() {
    String address =
        namespace
            .client()
            .services()
            .inNamespace(namespace.name())
            .withName("web")
            .require()
            .getSpec()
            .getClusterIP();
    Names.ofCluster(sandbox.pod("dns", Sidecar.CLUSTER_DNS))
        .know(Map.of("web." + namespace.name() + ".svc.cluster.local", List.of(address)));
  }

  @AfterAll
  void end() {
    servers.forEach(Sidecar::close);
    clientSidecars.forEach(Sidecar::close);
    cluster.kubectl(MESH, "delete", "--wait=false", "-f", "-");
  }

  @Test
  @Order(FIRST)
  void isDeniedUntilItIsPermittedAndThenEncrypted() {
    for (Client client : clients) {
      soon().untilAsserted(() -> assertThat(client.get(url())).startsWith("403 "));
    }
    for (Sidecar server : servers) {
      soon()
          .untilAsserted(() -> {
            clients.forEach(client -> client.get(url()));
            assertThat(server.denied()).isPositive();
          });
    }
    namespace.apply(ALLOW);
    try (Capture first = servers.getFirst().pod().capture();
        Capture last = servers.getLast().pod().capture()) {
      for (Client client : clients) {
        for (String server : List.of("web-a", "web-b")) {
          soon()
              .untilAsserted(() ->
                  assertThat(client.get(url() + "open-secret")).startsWith("200 name: " + server));
        }
      }
      assertThat(List.of(first.size(), last.size())).allMatch(size -> size > 0);
      assertThat(first.saw("open-secret") || last.saw("open-secret")).isFalse();
    }
  }

  @Test
  void servicesAreReachedByEachOfTheirNames() {
    namespace.apply(ALLOW);
    String service = "web." + namespace.name() + ".svc";
    for (Client client : clients) {
      for (String host :
          List.of(
              service + ".mesh.local", // of the MeshService, by its generator
              service + ".80.mesh", // of the tag kuma.io/service
              service + ".cluster.local")) { // of Kubernetes, whose server is asked upstream
        soon()
            .untilAsserted(() ->
                assertThat(client.get("http://" + host + ":80/")).startsWith("200 name: web-"));
      }
      assertThat(client.get("http://nobody.mesh/")).contains("UnknownHost");
    }
  }

  @Test
  void anEndpointThatIsNotReadyGetsNothing() {
    namespace.apply(ALLOW);
    Client client = clients.getFirst();
    Client other = clients.getLast();
    soon().untilAsserted(() -> assertThat(other.get(url())).startsWith("200 "));
    other.load(url());
    setReady("web-b", false);
    soon()
        .untilAsserted(() -> {
          for (int i = 0; i < MANY; i++) {
            assertThat(client.get(url())).startsWith("200 name: web-a");
          }
        });
    setReady("web-b", true);
    soon().untilAsserted(() -> assertThat(client.get(url())).startsWith("200 name: web-b"));
    assertNothingLost(other);
  }

  @Test
  void permissiveServersTakeBothAndStrictOnesRefusePlainText() {
    namespace.apply(ALLOW);
    Client client = clients.getFirst();
    soon().untilAsserted(() -> assertThat(client.get(url())).startsWith("200 "));
    Client outsider = Client.in(sandbox.pod("outsider", "10.99.99.99"), User.APPLICATION);
    String direct = "http://" + servers.getFirst().pod().address() + ":" + PORT + "/";
    assertThat(outsider.get(direct)).startsWith("failed: ");
    client.load(url());
    namespace.apply(PERMISSIVE);
    soon().untilAsserted(() -> assertThat(outsider.get(direct)).startsWith("200 name: web-a"));
    namespace.kubectl(PERMISSIVE, "delete", "-f", "-");
    soon().untilAsserted(() -> assertThat(outsider.get(direct)).startsWith("failed: "));
    assertNothingLost(client);
  }

  @Test
  @Order(LAST) // the longer it has waited, the less it has to
  void certificatesAreRenewedAndNothingIsLost() {
    namespace.apply(ALLOW);
    clients.forEach(client -> {
      soon().untilAsserted(() -> assertThat(client.get(url())).startsWith("200 "));
      client.load(url());
    });
    for (int i = 0; i < servers.size(); i++) {
      Sidecar server = servers.get(i);
      String before = firstCertificates.get(i);
      soon()
          .untilAsserted(
              () -> assertThat(certificate(server)).startsWith("serial=").isNotEqualTo(before));
    }
    clients.forEach(MeshScenariosIT::assertNothingLost);
  }

  private static void assertNothingLost(Client client) {
    Client.Load load = client.stop();
    assertThat(load.failed()).as(load.firstFailure()).isZero();
    assertThat(load.answered()).isPositive();
  }

  /** The serial number of what a server shows who asks without a certificate. */
  private static String certificate(Sidecar server) {
    String command =
        "openssl s_client -alpn kuma -connect %s:%d </dev/null 2>/dev/null | openssl x509 -noout -serial || true"
            .formatted(server.pod().address(), PORT);
    return server.pod().run(User.PROXY, List.of("sh", "-c", command));
  }

  /** Of the service, by its name in the mesh. */
  private String url() {
    return "http://web." + namespace.name() + ".svc.mesh.local:80/";
  }

  private void setReady(String pod, boolean ready) {
    namespace.patchStatus(
        pod,
        "[{\"op\":\"replace\",\"path\":\"/status/containerStatuses/0/ready\",\"value\":%s}]"
            .formatted(ready));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50));
  }
}
