package io.higuma.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.certs.LeafIssuer;
import io.higuma.certs.ServingPair;
import io.higuma.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BootstrapperTest {
  private static final Golden GOLDEN = Golden.of(BootstrapperTest.class);
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCEPT = "application/json";
  private static final String HOST = "control-plane.mesh.example";
  private static final int PORT = 5678;

  private static final LeafIssuer ISSUER =
      new LeafIssuer(InstantSource.system(), new SecureRandom());
  private static final ServingPair CERTIFICATE =
      ISSUER.issue(ISSUER.newAuthority(), List.of(HOST, "10.7.0.1", "*.wild.example"), List.of());
  private static final ServerIdentity SERVER = new ServerIdentity(CERTIFICATE);

  static Stream<Path> scenarios() {
    return GOLDEN.scenarios().stream();
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  /** The parts of {@code in-case.yaml}: objects, request, and what differs from the defaults. */
  @ParameterizedTest
  @MethodSource("scenarios")
  void answerIsTheGoldenOne(Path scenario) throws IOException {
    // Given
    ObjectNode given = GOLDEN.objects(scenario.resolve("in-case.yaml")).getFirst();
    BootstrapSettings settings =
        BootstrapSettings.of(
            Configs.of(GOLDEN.read(scenario.resolve("in-config.yaml")).orElse("")),
            given.path("corefile").isTextual() ? given.path("corefile").textValue() : "");
    var facts = new GivenFacts(given.path("objects"));
    // When
    BootstrapAnswer answer =
        new Bootstrapper(settings, facts)
            .answer(
                JSON.writeValueAsBytes(given.path("request")),
                given.path("host").asText(HOST),
                given.path("accept").asText(ACCEPT),
                PORT,
                SERVER);
    // Then
    GOLDEN.assertMatches(scenario.resolve("out-answer.txt"), readable(answer));
  }

  @Test
  void whatIsNoJsonObjectIsMalformedWithoutAWord() {
    for (String body : List.of("", "{", "[]", "\"text\"", "null", "\u0000")) {
      assertThat(answer(body, HOST)).as(body).isEqualTo(new BootstrapAnswer(400, "", ""));
    }
  }

  @Test
  void whatWouldTakeMuchMemoryIsMalformed() {
    for (String value :
        List.of(
            "[".repeat(70) + "]".repeat(70), "[" + "{},".repeat(10_000) + "0]", "9".repeat(101))) {
      assertThat(answer("{\"version\":" + value + ",\"dataplaneToken\":\"t\"}", HOST))
          .isEqualTo(new BootstrapAnswer(400, "", ""));
      assertThat(
              answer(
                      "{\"proxyType\":\"dataplane\",\"dataplaneToken\":\"t\",\"dataplaneResource\":"
                          + "\"{\\\"networking\\\":"
                          + value
                          + "}\"}",
                      HOST)
                  .body())
          .isEqualTo("dataplaneResource: must be a JSON object");
    }
  }

  @Test
  void whatAClientSaysIsQuotedOnOneLineAndNotAtLength() {
    assertThat(answer("{\"dataplaneToken\":\"t\"}", "a\nb" + "c".repeat(1_000)).body())
        .contains("\"a b" + "c".repeat(97) + "…\"")
        .doesNotContain("\n");
  }

  @Test
  void anUnknownProxyGetsAnEmptyAnswerSoThatItAsksAgain() {
    assertThat(answer("{\"name\":\"a.b\",\"mesh\":\"none\",\"dataplaneToken\":\"t\"}", HOST))
        .isEqualTo(new BootstrapAnswer(404, "", ""));
  }

  @Test
  void checksComeInTheirOrder() {
    String nothing = "{}";
    assertThat(answer(nothing, "other.example").status()).as("token").isEqualTo(422);
    assertThat(answer("{\"dataplaneToken\":\"t\"}", "other.example").status())
        .as("host name")
        .isEqualTo(400);
    assertThat(answer("{\"dataplaneToken\":\"t\",\"caCert\":\"none\"}", HOST).status())
        .as("proxy")
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "control-plane.mesh.example, true",
    "CONTROL-PLANE.mesh.example, true",
    "10.7.0.1, true",
    "a.wild.example, true",
    "a.b.wild.example, false",
    "10.7.0.2, false",
    "mesh.example, false",
    "'', false"
  })
  void theCertificateHasToBeForTheHostOfTheRequest(String host, boolean isFine) {
    BootstrapAnswer answer = answer("{\"dataplaneTokenPath\":\"/t\"}", host);
    assertThat(answer.status()).isEqualTo(isFine ? 404 : 400);
    if (!isFine) {
      assertThat(answer.body()).contains("\"" + host + "\"").contains(HOST);
    }
  }

  @Test
  void pathsOfSocketsAreCutWhereKumaDpCutsThem() {
    String workdir = "/tmp/" + "w".repeat(100);
    assertThat(SocketPath.admin(workdir)).hasSize(98 + ".sock".length()).endsWith("w.sock");
  }

  @Test
  void aRequestDoesNotPrintItsToken() {
    assertThat(
            BootstrapRequest.parse("{\"dataplaneToken\":\"secret\"}".getBytes(UTF_8))
                .orElseThrow()
                .toString())
        .doesNotContain("secret");
  }

  private static BootstrapAnswer answer(String body, String host) {
    return new Bootstrapper(
            BootstrapSettings.of(Configs.defaults(), ""), new GivenFacts(JSON.nullNode()))
        .answer(body.getBytes(UTF_8), host, ACCEPT, PORT, SERVER);
  }

  /**
   * With the bootstrap as people read it, and a word for the authority, which differs each time.
   */
  private static String readable(BootstrapAnswer answer) throws IOException {
    String head = answer.status() + " " + answer.contentType() + "\n";
    if (!answer.contentType().equals(ACCEPT)) {
      return head + withoutAuthority(answer.body()) + (answer.body().endsWith("\n") ? "" : "\n");
    }
    ObjectNode json = (ObjectNode) JSON.readTree(answer.body());
    String bootstrap =
        new String(Base64.getDecoder().decode(json.remove("bootstrap").textValue()), UTF_8);
    JsonNode parsed = YAML.readTree(bootstrap);
    assertThat(YamlText.of(parsed)).as("YAML that reads as it was meant").isEqualTo(bootstrap);
    return head + YamlText.of(json) + "---\n" + withoutAuthority(bootstrap);
  }

  private static String withoutAuthority(String text) {
    String pem = CERTIFICATE.trustPem();
    return text.replace(
        Base64.getEncoder().encodeToString(pem.getBytes(UTF_8)), "AUTHORITY-OF-THE-SERVER");
  }
}
