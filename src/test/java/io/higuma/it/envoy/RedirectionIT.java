package io.higuma.it.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ground of all that follows: an Envoy takes the traffic of a pod, and programs don't see. */
@ExtendWith(Sandboxes.class)
class RedirectionIT {
  private static final int PORT = 8080;

  private final Sandbox sandbox;
  private final Pod web;
  private final Pod peer;

  RedirectionIT(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.web = sandbox.pod("web", "10.77.0.2");
    this.peer = sandbox.pod("peer", "10.77.0.3");
  }

  @BeforeEach
  void redirect() {
    web.redirect(Redirection.ofPod());
    Application.in(web, PORT, "web");
    Application.in(peer, PORT, "peer");
  }

  @AfterEach
  void remove() {
    sandbox.removePods();
  }

  static Stream<String> versions() {
    return Stream.of(Command.run("dev/envoy", "versions").split(" "));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anEnvoyTakesWhatComesInAndWhatGoesOut(String version) throws IOException {
    RunningEnvoy envoy = startEnvoy(version);
    Client caller = Client.in(peer, User.APPLICATION);
    Client application = Client.in(web, User.APPLICATION);
    Client proxy = Client.in(web, User.PROXY);

    assertThat(caller.get(url(web))).startsWith("200 name: web; from: 127.0.0.6;");
    awaitConnections(envoy, 1, 0);
    assertThat(application.get(url(peer)))
        .startsWith("200 name: peer; from: " + web.address() + ";");
    awaitConnections(envoy, 1, 1);

    assertThat(proxy.get(url(peer))).startsWith("200 name: peer; from: " + web.address() + ";");
    assertThat(application.get("http://127.0.0.1:" + PORT + "/"))
        .startsWith("200 name: web; from: 127.0.0.1;");
    assertThat(application.get(url(web))).startsWith("200 name: web; from: " + web.address() + ";");
    awaitConnections(envoy, 1, 1);

    assertThat(proxy.get(url(web))).startsWith("200 name: web; from: 127.0.0.6;");
    awaitConnections(envoy, 2, 1);
  }

  @Test
  void nobodyAnswersForAnEnvoyThatIsNotThere() {
    assertThat(Client.in(peer, User.APPLICATION).get(url(web))).startsWith("failed: ");
    assertThat(Client.in(web, User.APPLICATION).get(url(peer))).startsWith("failed: ");
  }

  @Test
  void whatPassesTheWireIsSeen() throws IOException {
    startEnvoy(versions().toList().getFirst());
    Client caller = Client.in(peer, User.APPLICATION);
    try (Capture capture = peer.capture()) {
      assertThat(caller.get(url(web) + "open-secret")).startsWith("200 ");
      await().untilAsserted(() -> assertThat(capture.saw("GET /open-secret")).isTrue());
      assertThat(capture.saw("GET /never-asked")).isFalse();
    }
  }

  @Test
  void aPodReachesThisMachineAndItsOwnHosts() throws IOException {
    peer.hosts("127.0.0.1 localhost\n" + sandbox.machine() + " control-plane.higuma\n");
    try (var server = Listening.here()) {
      Client caller = Client.in(peer, User.APPLICATION);
      assertThat(caller.get("http://control-plane.higuma:" + server.port() + "/"))
          .isEqualTo("200 here");
    }
  }

  @Test
  void whatAKilledRunLeftIsRemoved() throws IOException {
    // No process has this number: it is above the highest that Linux gives.
    String left = "hgm" + Long.toString(4_194_400, 36) + "x1";
    Command.run("ip", "netns", "add", left + "-web");
    Files.createDirectories(Path.of("/etc/netns", left + "-web"));
    Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), left));
    Process process =
        new ProcessBuilder("ip", "netns", "exec", left + "-web", "sleep", "600").start();
    await()
        .until(() ->
            Command.run("ip", "netns", "pids", left + "-web")
                .contains(Long.toString(process.pid())));
    Sandbox.removeLeftovers();
    await().untilAsserted(() -> assertThat(process.isAlive()).isFalse());
    assertThat(Command.run("ip", "netns", "list")).doesNotContain(left);
    assertThat(folder).doesNotExist();
    assertThat(Path.of("/etc/netns", left + "-web")).doesNotExist();
  }

  private static String url(Pod pod) {
    return "http://%s:%d/".formatted(pod.address(), PORT);
  }

  private RunningEnvoy startEnvoy(String version) throws IOException {
    String bootstrap =
        new String(
                RedirectionIT.class.getResourceAsStream("passthrough.yaml").readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8)
            .replace("@admin@", RunningEnvoy.adminSocket(web).toString());
    RunningEnvoy envoy =
        RunningEnvoy.start(
            web, sandbox.envoy(version), bootstrap, List.of("--disable-hot-restart"));
    envoy.awaitReady();
    return envoy;
  }

  private static void awaitConnections(RunningEnvoy envoy, int inbound, int outbound) {
    await()
        .untilAsserted(() -> {
          assertThat(envoy.admin().stat("listener.inbound.downstream_cx_total")).isEqualTo(inbound);
          assertThat(envoy.admin().stat("listener.outbound.downstream_cx_total"))
              .isEqualTo(outbound);
        });
  }
}
