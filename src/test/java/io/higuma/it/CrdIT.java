package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects in the shape that users of Kuma have, with every field that is documented. */
@ExtendWith(LocalCluster.class)
class CrdIT {
  private static final Path EXAMPLES = Path.of("src/test/resources/io/higuma/it/CrdIT");
  private static final ObjectMapper JSON = new ObjectMapper();

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
      // And the other way of applying finds nothing to change.
      assertThat(namespace.kubectl(text, "-n", where, "diff", "--server-side", "-f", "-"))
          .isEqualTo(new Cluster.Outcome(0, ""));
    } finally {
      namespace.kubectl("", "-n", where, "delete", object, "--wait=false");
    }
  }

  /** Nothing that the control plane reads may stop it from reading the next. */
  @Test
  void oddObjectsDoNotStopTheControlPlane(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(
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
            .formatted(namespace.name()));
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
          .kubectl("", "delete", "mesh", namespace.name() + "-odd", namespace.name() + "-good")
          .orThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mesh", "m", "dataplane", "dp", "containerpatch", "kuma"})
  void canBeListedByTheNamesThatPeopleKnow(String name, TestNamespace namespace) {
    assertThat(namespace.kubectl("", "get", name).exitCode()).isZero();
  }
}
