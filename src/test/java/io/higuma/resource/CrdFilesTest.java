package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the table of kinds and the hand-written CRDs together. */
class CrdFilesTest {
  private static final Path FOLDER = Path.of("deploy", "crds");
  private static final Path SAMPLES = Path.of("src/test/resources/io/higuma/resource/samples");
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Kuma has it on the gateway's; a ContainerPatch is ours to report on. */
  private static final Set<ResourceKind> STATUS_IS_A_SUBRESOURCE =
      Set.of(
          ResourceKind.MESH,
          ResourceKind.MESH_GATEWAY_INSTANCE,
          ResourceKind.MESH_GATEWAY_CONFIG,
          ResourceKind.CONTAINER_PATCH);

  @Test
  void eachKindHasItsFile() throws IOException {
    String[] expected =
        Arrays.stream(ResourceKind.values())
            .map(CrdFilesTest::file)
            .sorted()
            .toArray(String[]::new);
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("kustomization.yaml"))
          .containsExactlyInAnyOrder(expected);
    }
    assertThat(
            texts(YAML.readTree(FOLDER.resolve("kustomization.yaml").toFile()).path("resources")))
        .containsExactly(expected);
  }

  @ParameterizedTest
  @EnumSource
  void namesAndScopeAreThoseOfTheTable(ResourceKind kind) throws IOException {
    JsonNode crd = YAML.readTree(FOLDER.resolve(file(kind)).toFile());
    JsonNode spec = crd.path("spec");
    JsonNode names = spec.path("names");
    assertThat(crd.at("/metadata/name").asText()).isEqualTo(kind.plural() + ".kuma.io");
    assertThat(spec.path("group").asText()).isEqualTo("kuma.io");
    assertThat(names.path("kind").asText()).isEqualTo(kind.kind());
    assertThat(names.path("listKind").asText()).isEqualTo(kind.kind() + "List");
    assertThat(names.path("plural").asText()).isEqualTo(kind.plural());
    assertThat(names.path("singular").asText()).isEqualToIgnoringCase(kind.kind()).isLowerCase();
    assertThat(texts(names.path("shortNames"))).isEqualTo(kind.shortName().stream().toList());
    assertThat(texts(names.path("categories"))).containsExactly("kuma");
    assertThat(spec.path("scope").asText())
        .isEqualTo(
            switch (kind.scope()) {
              case CLUSTER -> "Cluster";
              case NAMESPACE -> "Namespaced";
            });
    assertThat(spec.path("versions")).hasSize(1);
    JsonNode version = version(kind);
    assertThat(version.path("name").asText()).isEqualTo("v1alpha1");
    assertThat(version.path("served").asBoolean()).isTrue();
    assertThat(version.path("storage").asBoolean()).isTrue();
    assertThat(version.at("/subresources/status").isObject())
        .isEqualTo(
            STATUS_IS_A_SUBRESOURCE.contains(kind) || kind.role() == ResourceKind.Role.POLICY);
  }

  @ParameterizedTest
  @EnumSource
  void theFormatDecidesWhatTheSchemaSays(ResourceKind kind) throws IOException {
    JsonNode schema = schema(kind);
    assertThat(schema.has("required")).isFalse();
    JsonNode fields = schema.path("properties");
    boolean isLegacy = kind.format() == ResourceKind.Format.LEGACY;
    assertThat(fields.has("mesh")).isEqualTo(isLegacy);
    JsonNode payload = fields.path(kind == ResourceKind.DATAPLANE_INSIGHT ? "status" : "spec");
    boolean isFree = isLegacy && kind != ResourceKind.CONTAINER_PATCH;
    assertThat(payload.path("x-kubernetes-preserve-unknown-fields").asBoolean()).isEqualTo(isFree);
    assertThat(payload.path("type").asText("")).isEqualTo(isFree ? "" : "object");
  }

  /** What {@code kubectl explain} shows. */
  @ParameterizedTest
  @EnumSource
  void everythingIsDescribed(ResourceKind kind) throws IOException {
    JsonNode schema = schema(kind);
    assertDescribed(kind.kind(), schema);
    schema
        .path("properties")
        .properties()
        .forEach(field -> {
          if (!field.getKey().equals("metadata")) { // Kubernetes describes it.
            assertFieldsDescribed(kind.kind() + "." + field.getKey(), field.getValue());
          }
        });
  }

  /** Columns have a description, but that of the age, which needs none. */
  @ParameterizedTest
  @EnumSource
  void columnsAreDescribed(ResourceKind kind) throws IOException {
    JsonNode columns = version(kind).path("additionalPrinterColumns");
    columns
        .valueStream()
        .filter(column -> !column.path("name").asText().equals("Age"))
        .forEach(column -> assertDescribed(column.path("name").asText(), column));
    if (!columns.isEmpty()) {
      assertThat(columns.findValuesAsText("name")).contains("Age");
    }
  }

  @ParameterizedTest
  @EnumSource
  void policiesAreListedWithTheirTarget(ResourceKind kind) throws IOException {
    List<String> columns = version(kind).path("additionalPrinterColumns").findValuesAsText("name");
    assertThat(columns.contains("TargetRef Kind"))
        .isEqualTo(kind.role() == ResourceKind.Role.POLICY);
    if (kind.role() == ResourceKind.Role.POLICY) {
      assertThat(columns).startsWith("TargetRef Kind", "TargetRef Name");
    }
  }

  /** Tests of other features take them as well. */
  @ParameterizedTest
  @EnumSource
  void eachKindHasASample(ResourceKind kind) throws IOException {
    JsonNode sample = YAML.readTree(SAMPLES.resolve(kind.kind() + ".yaml").toFile());
    assertThat(sample.path("kind").asText()).isEqualTo(kind.kind());
    assertThat(sample.at("/metadata/name").asText()).isEqualTo("sample");
    String mesh =
        switch (kind.format()) {
          case LEGACY -> sample.path("mesh").asText("");
          case NEW -> sample.path("metadata").path("labels").path("kuma.io/mesh").asText("");
        };
    assertThat(mesh).isEqualTo(kind.isInMesh() ? "trade" : "");
    assertKnown(kind.kind(), sample, schema(kind));
  }

  private static void assertKnown(String path, JsonNode value, JsonNode schema) {
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()
        || (!schema.has("properties") && !schema.has("items"))) {
      return;
    }
    if (value.isArray()) {
      value.forEach(item -> assertKnown(path + "[]", item, schema.path("items")));
      return;
    }
    value
        .properties()
        .forEach(field -> {
          String inner = path + "." + field.getKey();
          assertThat(schema.path("properties").has(field.getKey())).as(inner).isTrue();
          assertKnown(inner, field.getValue(), schema.path("properties").path(field.getKey()));
        });
  }

  private static void assertFieldsDescribed(String path, JsonNode schema) {
    assertDescribed(path, schema);
    schema
        .path("properties")
        .properties()
        .forEach(field -> assertFieldsDescribed(path + "." + field.getKey(), field.getValue()));
    JsonNode items = schema.path("items");
    if (items.has("properties")) {
      assertFieldsDescribed(path + "[]", items);
    }
  }

  private static void assertDescribed(String path, JsonNode described) {
    assertThat(described.path("description").asText()).as("description of %s", path).isNotBlank();
  }

  private static String file(ResourceKind kind) {
    return kind.plural() + ".kuma.io.yaml";
  }

  private static JsonNode version(ResourceKind kind) throws IOException {
    return YAML.readTree(FOLDER.resolve(file(kind)).toFile()).at("/spec/versions/0");
  }

  private static JsonNode schema(ResourceKind kind) throws IOException {
    return version(kind).at("/schema/openAPIV3Schema");
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}
