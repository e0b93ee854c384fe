package io.higuma.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the models and the hand-written schemas together. */
class CrdTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path EXAMPLES = Path.of("src/test/resources/io/higuma/api/v1alpha1/CrdTest");

  @ParameterizedTest
  @ValueSource(
      classes = {
        Mesh.class,
        Dataplane.class,
        ContainerPatch.class,
        ZoneIngress.class,
        ZoneEgress.class
      })
  void namesAreTheSame(Class<? extends CustomResource<?, ?>> model) throws Exception {
    JsonNode crd = crd(model);
    CustomResource<?, ?> instance = model.getDeclaredConstructor().newInstance();
    JsonNode spec = crd.path("spec");
    JsonNode names = spec.path("names");
    assertThat(crd.path("metadata").path("name").asText()).isEqualTo(instance.getCRDName());
    assertThat(spec.path("group").asText()).isEqualTo(instance.getGroup());
    assertThat(names.path("kind").asText()).isEqualTo(instance.getKind());
    assertThat(names.path("listKind").asText()).isEqualTo(instance.getKind() + "List");
    assertThat(names.path("plural").asText()).isEqualTo(instance.getPlural());
    assertThat(names.path("singular").asText()).isEqualTo(instance.getSingular());
    assertThat(texts(names.path("shortNames")))
        .containsExactly(CustomResource.getShortNames(model));
    assertThat(texts(names.path("categories"))).containsExactly("kuma");
    assertThat(spec.path("scope").asText())
        .isEqualTo(Namespaced.class.isAssignableFrom(model) ? "Namespaced" : "Cluster");
    assertThat(spec.path("versions")).hasSize(1);
    assertThat(spec.at("/versions/0/name").asText()).isEqualTo(instance.getVersion());
    assertThat(texts(schema(model).path("required"))).isEmpty();
  }

  @Test
  void specsOfTheOldFormatAreFree() throws IOException {
    for (Class<?> model :
        List.of(Mesh.class, Dataplane.class, ZoneIngress.class, ZoneEgress.class)) {
      JsonNode spec = schema(model).path("properties").path("spec");
      assertThat(spec.path("x-kubernetes-preserve-unknown-fields").asBoolean()).isTrue();
      assertThat(spec.has("type")).isFalse();
    }
    assertThat(crd(Dataplane.class).at("/spec/versions/0/subresources").isMissingNode()).isTrue();
  }

  @Test
  void meshHasAStatusThatUpdatesOfItLeaveAlone() throws IOException {
    JsonNode properties = schema(Mesh.class).path("properties");
    assertSameFields("status", properties.path("status"), MeshStatus.class);
    assertThat(crd(Mesh.class).at("/spec/versions/0/subresources/status").isObject()).isTrue();
  }

  @Test
  void containerPatchHasTheFieldsOfItsRecords() throws IOException {
    JsonNode properties = schema(ContainerPatch.class).path("properties");
    assertSameFields("spec", properties.path("spec"), ContainerPatchSpec.class);
    assertSameFields("status", properties.path("status"), ContainerPatchStatus.class);
    assertThat(crd(ContainerPatch.class).at("/spec/versions/0/subresources/status").isObject())
        .isTrue();
  }

  /** An object with every field that the model knows, none of them at its zero value. */
  @ParameterizedTest
  @ValueSource(classes = {Mesh.class, Dataplane.class, ContainerPatch.class, ZoneIngress.class})
  void nothingIsLostOnTheWayThroughTheModel(Class<?> model) throws IOException {
    JsonNode example = YAML.readTree(EXAMPLES.resolve(model.getSimpleName() + ".yaml").toFile());
    var json = new ObjectMapper();
    Object object = json.treeToValue(example, model);
    JsonNode written = json.readTree(json.writeValueAsString(object));
    assertThat(written).isEqualTo(example);
    assertThat(json.treeToValue(written, model)).isEqualTo(object);
  }

  @Test
  void theExamplesAreComplete() throws IOException {
    JsonNode mesh = YAML.readTree(EXAMPLES.resolve("Mesh.yaml").toFile());
    assertComplete("Mesh", mesh.path("spec"), MeshSpec.class);
    JsonNode dataplane = YAML.readTree(EXAMPLES.resolve("Dataplane.yaml").toFile());
    assertComplete("Dataplane", dataplane.path("spec"), DataplaneSpec.class);
  }

  @Test
  void whatIsUnknownOrOddStopsNoReader() throws IOException {
    Dataplane dataplane =
        YAML.readValue(
            """
            kind: Dataplane
            newField: 1
            spec:
              newField: 1
              networking:
                inbound:
                - null
                - port: 80
                  state: Later
                  health: {}
                  tags: {a: null}
            """,
            Dataplane.class);
    assertThat(Objects.requireNonNull(dataplane.getSpec().networking()).inbound())
        .singleElement()
        .satisfies(inbound -> {
          assertThat(inbound.state()).isEqualTo(DataplaneSpec.InboundState.Ready);
          assertThat(inbound.health()).isEqualTo(new DataplaneSpec.Health(false));
          assertThat(inbound.tags()).isEmpty();
        });
  }

  @Test
  void zeroIsLeftOutAndEmptyMessagesStay() throws IOException {
    String text =
        YAML.writeValueAsString(
            YAML.readValue(
                """
                mtls: {backends: [{name: a, mode: STRICT}], skipValidation: false}
                routing: {zoneEgress: false}
                networking: {outbound: {passthrough: false}}
                meshServices: {mode: Disabled}
                """,
                MeshSpec.class));
    assertThat(YAML.readTree(text))
        .isEqualTo(
            YAML.readTree(
                """
                mtls: {backends: [{name: a}]}
                routing: {}
                networking: {outbound: {passthrough: false}}
                meshServices: {}
                """));
  }

  private static void assertSameFields(String path, JsonNode schema, Class<?> type) {
    Set<String> fields = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .as(path)
        .isEqualTo(new TreeSet<>(components(type).map(RecordComponent::getName).toList()));
    components(type)
        .forEach(component -> {
          JsonNode property = schema.path("properties").path(component.getName());
          assertThat(property.path("description").asText())
              .as("description of %s.%s", path, component.getName())
              .isNotEmpty();
          recordIn(component.getGenericType())
              .ifPresent(inner ->
                  assertSameFields(
                      path + "." + component.getName(),
                      property.has("items") ? property.path("items") : property,
                      inner));
        });
  }

  private static void assertComplete(String path, JsonNode example, Class<?> type) {
    components(type)
        .forEach(component -> {
          JsonNode value = example.path(component.getName());
          assertThat(value.isMissingNode())
              .as("%s.%s is missing in the example", path, component.getName())
              .isFalse();
          recordIn(component.getGenericType())
              .ifPresent(inner ->
                  assertComplete(
                      path + "." + component.getName(),
                      value.isArray() ? value.path(0) : value,
                      inner));
        });
  }

  private static Stream<RecordComponent> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents());
  }

  private static Optional<Class<?>> recordIn(Type type) {
    Type inner = type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
    return inner instanceof Class<?> single && single.isRecord()
        ? Optional.of(single)
        : Optional.empty();
  }

  private static JsonNode crd(Class<?> model) throws IOException {
    String name = CustomResource.getCRDName(model.asSubclass(CustomResource.class));
    return YAML.readTree(Path.of("deploy/crds", name + ".yaml").toFile());
  }

  private static JsonNode schema(Class<?> model) throws IOException {
    return crd(model).at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}
