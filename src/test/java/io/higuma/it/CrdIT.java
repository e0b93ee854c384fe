package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.resource.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects in the shape that users of Kuma have, with the fields that are documented. */
@ExtendWith(LocalCluster.class)
class CrdIT {
  private static final Path EXAMPLES = Path.of("src/test/resources/io/higuma/it/CrdIT");
  private static final String SAMPLES = "src/test/resources/io/higuma/resource/samples";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;

  CrdIT(Cluster cluster) {
    this.cluster = cluster;
  }

  static List<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isStoredAsItIsApplied(String file, TestNamespace namespace) throws IOException {
    // Given
    namespace.labelled(Map.of());
    String text = Files.readString(EXAMPLES.resolve(file));
    JsonNode given = new YAMLMapper().readTree(text);
    boolean system = given.at("/metadata/namespace").asText("").equals("kuma-system");
    String where = system ? "kuma-system" : namespace.name();
    String object =
        given.path("kind").asText() + "/" + given.path("metadata").path("name").asText();
    try {
      // When
      namespace.kubectl(text, "-n", where, "apply", "--server-side", "-f", "-").orThrow();
      // Then
      JsonNode stored =
          JSON.readTree(namespace.kubectl("", "-n", where, "get", object, "-o", "json").orThrow());
      assertThat(stored.path("spec")).isEqualTo(given.path("spec"));
      assertThat(stored.path("mesh")).isEqualTo(given.path("mesh"));
      assertThat(stored.at("/metadata/labels")).isEqualTo(given.at("/metadata/labels"));
      // And the other way of applying finds nothing to change, once no status comes in between.
      await()
          .untilAsserted(() ->
              assertThat(namespace.kubectl(text, "-n", where, "diff", "--server-side", "-f", "-"))
                  .isEqualTo(new Cluster.Outcome(0, "")));
    } finally {
      namespace.kubectl("", "-n", where, "delete", object, "--wait=false");
    }
  }

  /** Nothing that the control plane reads may stop it from reading the next. */
  @Test
  void oddObjectsDoNotStopTheControlPlane(TestNamespace namespace) {
    // Given
    namespace.enabled();
    String odd =
        """
        apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: %1$s-odd}
        spec: {mtls: [1, 2], routing: yes please, meshServices: {mode: 7}}
        ---
        apiVersion: kuma.io/v1alpha1
        kind: Dataplane
        metadata: {name: odd}
        spec: {networking: {inbound: {port: many}}}
        """
            .formatted(namespace.name());
    namespace.unchecked(odd, "apply", "-f", "-").orThrow();
    // When
    namespace.apply(
        """
        apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: %1$s-good}
        """
            .formatted(namespace.name()));
    // Then
    try {
      namespace.create(Pods.labelled("web", Map.of("kuma.io/mesh", namespace.name() + "-good")));
      namespace.awaitReadyPod("web");
      await()
          .untilAsserted(() ->
              assertThat(namespace.kubectl("", "get", "dataplane", "web", "-o", "name").exitCode())
                  .isZero());
    } finally {
      namespace
          .unchecked("", "delete", "mesh", namespace.name() + "-odd", namespace.name() + "-good")
          .orThrow();
    }
  }

  /** One object of each kind, in one go, while nobody is there to add to them. */
  @Test
  void everyKindIsStoredAsItIsApplied(TestNamespace namespace) throws IOException {
    // Given
    namespace.labelled(Map.of());
    cluster.stopOperator();
    try {
      // When
      namespace.unchecked("", "create", "-f", SAMPLES).orThrow();
      // Then
      Map<String, JsonNode> stored =
          items(namespace.unchecked("", "get", "-f", SAMPLES, "-o", "json").orThrow())
              .collect(Collectors.toMap(item -> item.path("kind").asText(), item -> item));
      assertThat(stored).hasSize(ResourceKind.values().length);
      for (ResourceKind kind : ResourceKind.values()) {
        JsonNode given =
            new YAMLMapper().readTree(Path.of(SAMPLES, kind.kind() + ".yaml").toFile());
        assertThat(
                lost(
                    kind.kind(),
                    given,
                    stored.getOrDefault(kind.kind(), MissingNode.getInstance())))
            .isEmpty();
      }
      assertThat(tables(namespace))
          .contains(
              row("NAME", "KUMA.IO/SERVICE", "KUMA.IO/SERVICE", "MESH", "AGE"),
              row("sample", "catalogue_shop_svc_80", "catalogue_shop_svc_9090", "trade", "AGE"),
              row("NAME", "AGE", "MESH", "MTLS", "VERSION"),
              row("sample", "AGE", "trade", "ca-1", "2.14.3"),
              row(
                  "NAME",
                  "TARGETREF",
                  "KIND",
                  "TARGETREF",
                  "NAME",
                  "MESH",
                  "PROGRAMMED",
                  "PROXIES",
                  "AGE"),
              row("sample", "Mesh", "trade", "AGE"),
              row("NAME", "HOSTNAME", "MESH", "STATE", "HEALTHY", "TOTAL", "AGE"),
              row("sample", "catalogue.shop.trade.internal", "trade", "Available", "2", "4", "AGE"),
              row("NAME", "ZONE", "ADDRESS", "PORT", "AGE"),
              row("sample", "north", "192.0.2.10", "30001", "AGE"));
    } finally {
      namespace.unchecked("", "delete", "-f", SAMPLES, "--wait=false", "--ignore-not-found");
      cluster.startOperator();
    }
  }

  @Test
  void whatTheSpecSaysIsTheDefault(TestNamespace namespace) throws IOException {
    namespace.labelled(Map.of());
    String service =
        """
        apiVersion: kuma.io/v1alpha1
        kind: MeshService
        metadata: {name: defaults, labels: {kuma.io/mesh: default}}
        spec: {ports: [{port: 80}]}
        """;
    String answer =
        namespace
            .unchecked(service, "create", "--dry-run=server", "-f", "-", "-o", "json")
            .orThrow();
    assertThat(JSON.readTree(answer).path("spec"))
        .isEqualTo(
            JSON.readTree(
                """
                {"ports": [{"port": 80, "appProtocol": "tcp"}], "state": "Unavailable"}
                """));
  }

  /** Kind, spec, and what the API server says of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MeshTimeout              | {to: [{targetRef: {kind: Pod}}]}                                   | spec.to[0].targetRef.kind: Unsupported value: "Pod"
          MeshTimeout              | {targetRef: {name: nobody}}                                        | spec.targetRef.kind: Required value
          MeshTimeout              | {targetRef: {kind: Mesh, proxyTypes: [Ambient]}}                   | spec.targetRef.proxyTypes[0]: Unsupported value: "Ambient"
          MeshTLS                  | {rules: [{default: {mode: Loose}}]}                                | spec.rules[0].default.mode: Unsupported value: "Loose"
          MeshTLS                  | {rules: [{default: {tlsCiphers: [RC4]}}]}                          | spec.rules[0].default.tlsCiphers[0]: Unsupported value: "RC4"
          MeshRetry                | {to: [{default: {grpc: {retryOn: [Always]}}}]}                     | spec.to[0].default.grpc.retryOn[0]: Unsupported value: "Always"
          MeshRetry                | {to: [{default: {http: {numRetries: many}}}]}                      | spec.to[0].default.http.numRetries: Invalid value: "string"
          MeshHTTPRoute            | {to: [{targetRef: {kind: Mesh}, rules: [{matches: [], default: {}}]}]} | spec.to[0].rules[0].matches in body should have at least 1 items
          MeshPassthrough          | {default: {appendMatch: [{type: Host, value: a}]}}                 | spec.default.appendMatch[0].type: Unsupported value: "Host"
          MeshTrace                | {default: {backends: [{type: Datadog}, {type: Zipkin}]}}           | spec.default.backends: Too many: 2
          MeshService              | {state: Perhaps}                                                   | spec.state: Unsupported value: "Perhaps"
          MeshService              | {ports: [{port: 80}, {port: 80, appProtocol: tcp}]}                | spec.ports[1]: Duplicate value
          MeshExternalService      | {match: {port: 70000}}                                             | spec.match.port in body should be less than or equal to 65535
          MeshTrust                | {trustDomain: a, caBundles: []}                                    | spec.caBundles in body should have at least 1 items
          MeshIdentity             | {provider: {type: Nobody}}                                         | spec.provider.type: Unsupported value: "Nobody"
          MeshOpenTelemetryBackend | {protocol: udp}                                                    | spec.protocol: Unsupported value: "udp"
          MeshZoneAddress          | {address: a}                                                       | spec.port: Required value
          HostnameGenerator        | {selector: {}}                                                     | spec.template: Required value
          MeshGatewayInstance      | {serviceType: ExternalName}                                        | spec.serviceType: Unsupported value: "ExternalName"
          ContainerPatch           | {sidecarPatch: [{op: test, path: /a}]}                             | spec.sidecarPatch[0].op: Unsupported value: "test"
          """)
  void whatTheSchemaForbidsIsRefused(
      String kind, String spec, String sentence, TestNamespace namespace) {
    String object =
        "{apiVersion: kuma.io/v1alpha1, kind: %s, metadata: {name: bad}, spec: %s}"
            .formatted(kind, spec);
    Cluster.Outcome outcome =
        namespace.kubectl(object, "-n", "default", "create", "--dry-run=server", "-f", "-");
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.output()).contains(sentence);
  }

  @Test
  void canBeListedByTheNamesThatPeopleKnow(TestNamespace namespace) {
    String names =
        Arrays.stream(ResourceKind.values())
            .flatMap(kind ->
                Stream.concat(Stream.of(kind.plural(), kind.kind()), kind.shortName().stream()))
            .collect(Collectors.joining(","));
    namespace.kubectl("", "get", names).orThrow();
    namespace.kubectl("", "get", "kuma").orThrow();
  }

  /** What people see, with single spaces, and without the ages. */
  private static List<String> tables(TestNamespace namespace) {
    return Stream.of("dp", "dataplaneinsights", "mt", "msvc", "zi")
        .flatMap(kind -> namespace.kubectl("", "get", kind).orThrow().lines())
        .map(line -> line.replaceAll(" +", " ").replaceAll("\\b\\d+s(?=$| )", "AGE").strip())
        .toList();
  }

  private static String row(String... cells) {
    return String.join(" ", cells);
  }

  private static Stream<JsonNode> items(String list) throws IOException {
    return StreamSupport.stream(JSON.readTree(list).path("items").spliterator(), false);
  }

  /** Fields of an object that are stored otherwise, or not at all. */
  private static Stream<String> lost(String path, JsonNode given, JsonNode stored) {
    if (given.isObject() && stored.isObject()) {
      return given.properties().stream()
          .flatMap(field ->
              lost(path + "." + field.getKey(), field.getValue(), stored.path(field.getKey())));
    }
    if (given.isArray() && stored.isArray() && given.size() == stored.size()) {
      return IntStream.range(0, given.size())
          .boxed()
          .flatMap(i -> lost(path + "[" + i + "]", given.get(i), stored.get(i)));
    }
    return Optional.of(path + ": " + given + " became " + stored)
        .filter(sentence -> !given.equals(stored))
        .stream();
  }
}
