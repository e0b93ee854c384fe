package io.higuma.it.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.higuma.it.envoy.BootstrapCall.Outcome;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in for kuma-dp against a small server, before it meets the control plane. */
class KumaDpTest {
  private static final String HOST = "control-plane.higuma-system";

  private final FakeControlPlane server =
      FakeControlPlane.on(InetAddress.getLoopbackAddress(), HOST);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itAsksAsKumaDpDoes() throws Exception {
    server.answer(200, "{}");
    assertThat(call().post("{\"a\":1}")).isEqualTo(new Outcome.Answered("{}"));
    assertThat(server.requests())
        .containsExactly(
            "POST /bootstrap HTTP/1.1 %s:%d application/json {\"a\":1}"
                .formatted(HOST, uri().getPort()));
  }

  @Test
  void anotherServersCertificateIsNotTrusted() {
    try (var other = FakeControlPlane.on(InetAddress.getLoopbackAddress(), HOST)) {
      var call = new BootstrapCall(uri(), InetAddress.getLoopbackAddress(), other.authority());
      assertThat(call.post("{}")).isInstanceOf(Outcome.Later.class);
    }
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "404, '', Later",
    "404, 'not found', Refused",
    "404, '404: Page Not Found', Later",
    "422, 'mesh: cannot be empty', Refused",
    "400, '', Refused",
    "500, '', Later",
    "503, 'down', Later",
    "200, 'x', Answered"
  })
  void whatItDoesNextDependsOnTheAnswer(int status, String body, String outcome) {
    server.answer(status, body);
    assertThat(call().post("{}").getClass().getSimpleName()).isEqualTo(outcome);
  }

  @Test
  void itSendsWhatASidecarKnows() throws Exception {
    JsonNode request =
        new JsonMapper()
            .readTree(
                KumaDpSettings.ofSidecar(
                        "default", "web-1.shop", uri(), "PEM", Optional.of(Path.of("/run/token")))
                    .with(KumaDpSettings.Transport.DELTA)
                    .with(KumaDpSettings.Naming.UNIFIED)
                    .bootstrapRequest(
                        Path.of("/work dir"),
                        "abc/1.38.2/Clean/RELEASE/BoringSSL",
                        Optional.of("t0\n")));
    assertThat(request.path("name").asText()).isEqualTo("web-1.shop");
    assertThat(request.path("dataplaneToken").asText()).isEqualTo("t0");
    assertThat(request.path("dataplaneTokenPath").asText()).isEqualTo("/run/token");
    assertThat(request.at("/version/envoy/version").asText()).isEqualTo("1.38.2");
    assertThat(request.path("features"))
        .extracting(JsonNode::asText)
        .contains(
            "feature-delta-grpc",
            "feature-unified-resource-naming",
            "feature-embedded-dns",
            "feature-strict-inbound-ports");
    assertThat(request.at("/dataplaneConfig/redirect/inbound/port").asInt()).isEqualTo(15006);
  }

  @Test
  void aBootstrapIsReadStrictly() {
    String admin =
        "admin: {address: {pipe: {path: /w/kuma-envoy-admin.sock, mode: 384}}}\nnode: {id: default.web-1}\n";
    ReceivedBootstrap read = ReceivedBootstrap.read(answer(admin));
    assertThat(read.adminSocket()).isEqualTo(Path.of("/w/kuma-envoy-admin.sock"));
    assertThat(read.address()).isEqualTo("10.0.0.1");
    assertThat(read.text()).contains("\"id\": \"default.web-1\"");
    assertThatThrownBy(() -> ReceivedBootstrap.read(answer(admin + "nodes: 1\n")))
        .hasMessageContaining("nodes");
  }

  private static String answer(String yaml) {
    return "{\"bootstrap\":\"%s\",\"kumaSidecarConfiguration\":{\"networking\":{\"corefileTemplate\":null,\"address\":\"10.0.0.1\"}}}"
        .formatted(Base64.getEncoder().encodeToString(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  private BootstrapCall call() {
    return new BootstrapCall(uri(), InetAddress.getLoopbackAddress(), server.authority());
  }

  private URI uri() {
    return server.uri();
  }
}
