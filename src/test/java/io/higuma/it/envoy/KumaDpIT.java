package io.higuma.it.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The stand-in for kuma-dp in a pod, with an Envoy that needs no control plane. */
@ExtendWith(Sandboxes.class)
class KumaDpIT {
  private static final String HOST = "control-plane.higuma-system";

  @Test
  void aSidecarStartsServesNamesAndIsReady(Sandbox sandbox) throws IOException {
    Pod web = sandbox.pod("web", "10.77.0.2");
    Pod peer = sandbox.pod("peer", "10.77.0.3");
    web.redirect(Redirection.ofPod());
    Pod dns = sandbox.pod("dns", "10.77.0.99");
    Names.ofCluster(dns).know(Map.of("peer.outside.example", List.of(peer.address())));
    web.nameServer(dns.address());
    Application.in(peer, 8080, "peer");
    Path token = Files.writeString(web.folder().resolve("token"), "t0ken\n");
    InetAddress machine = InetAddress.getByName(sandbox.machine());
    try (var server = FakeControlPlane.on(machine, HOST)) {
      server.answer(404, "");
      server.answer(200, answer(web));
      var settings =
          KumaDpSettings.ofSidecar(
                  "default", "web.shop", server.uri(), server.authority(), Optional.of(token))
              .retryingAfter(Duration.ofMillis(200));
      try (KumaDp dp = KumaDp.start(web, sandbox.envoy("1.38.2"), settings, machine)) {
        dp.awaitReady();
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().getFirst())
            .contains("\"dataplaneToken\":\"t0ken\"", "/1.38.2/");
        Client application = Client.in(web, User.APPLICATION);
        assertThat(application.get("http://peer.mesh:8080/"))
            .startsWith("200 name: peer; from: " + web.address() + ";");
        assertThat(application.get("http://peer.outside.example:8080/"))
            .startsWith("200 name: peer;");
        assertThat(application.get("http://nobody.mesh:8080/")).contains("UnknownHost");
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(() ->
                assertThat(dp.envoy().admin().stat("listener.outbound.downstream_cx_total"))
                    .isEqualTo(2));
        dp.drain();
        assertThat(dp.envoy().admin().get("/ready").status()).isEqualTo(503);
      }
    }
  }

  private static String answer(Pod pod) throws IOException {
    try (InputStream stream = KumaDpIT.class.getResourceAsStream("sidecar.yaml")) {
      String bootstrap =
          new String(stream.readAllBytes(), StandardCharsets.UTF_8)
              .replace("@workdir@", pod.folder().toString());
      return "{\"bootstrap\":\"%s\",\"kumaSidecarConfiguration\":{\"networking\":{\"address\":\"%s\"}}}"
          .formatted(
              Base64.getEncoder().encodeToString(bootstrap.getBytes(StandardCharsets.UTF_8)),
              pod.address());
    }
  }
}
