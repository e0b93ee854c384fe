package io.higuma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.containerpatch.ContainerPatchValidator;
import io.higuma.containerpatch.DefaultContainers;
import io.higuma.dataplane.DataplaneValidator;
import io.higuma.mesh.MeshValidators;
import io.higuma.policy.PolicyValidators;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.service.ServiceValidators;
import io.higuma.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Validators take whatever a permissive schema lets through. The samples are those of the tests of
 * the validators.
 */
class SpecValidatorsFuzzTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Path RESOURCES = Path.of("src/test/resources/io/higuma");
  private static final Map<ResourceKind, SpecValidator> VALIDATORS = validators();
  private static final int ROUNDS = Integer.getInteger("higuma.fuzz", 30);

  /** Parts without a fixed shape, or that others look at. */
  private static final Pattern FREE =
      Pattern.compile(
          "/spec/(.*/)?(body|config|random|roundRobin|jsonPatches/[0-9]+/value)(/.*)?"
              + "|/spec/mtls/backends/[0-9]+/(conf|type)(/.*)?"
              + "|/spec/(state|replicas|serviceType)"
              + "|/spec/conf/loadBalancer(/.*)?"
              + "|/spec/.*secretRef/kind");

  private static Map<ResourceKind, SpecValidator> validators() {
    var all = new EnumMap<ResourceKind, SpecValidator>(ResourceKind.class);
    all.putAll(MeshValidators.all());
    all.putAll(PolicyValidators.all());
    all.putAll(ServiceValidators.all());
    all.put(ResourceKind.DATAPLANE, new DataplaneValidator());
    all.put(
        ResourceKind.CONTAINER_PATCH,
        new ContainerPatchValidator(() ->
            new DefaultContainers(
                Optional.of(JSON.objectNode().put("name", "kuma-sidecar")), Optional.empty())));
    return all;
  }

  private static List<ObjectNode> samples(String file) {
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      var samples = new ArrayList<ObjectNode>();
      for (Path path :
          files
              .filter(found -> found.toString().matches(".*Validators?Test/.*/" + file))
              .sorted()
              .toList()) {
        try (var documents =
            new YAMLMapper()
                .readerFor(ObjectNode.class)
                .<ObjectNode>readValues(Files.readString(path))) {
          documents.readAll().stream().filter(object -> object.has("spec")).forEach(samples::add);
        }
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Violation> violations(ObjectNode object) {
    ResourceView view = SpecScenarios.view(object);
    SpecValidator validator = Optional.ofNullable(VALIDATORS.get(view.kind())).orElseThrow();
    List<Violation> violations = validator.validate(view);
    List<String> warnings = validator.warnings(view);
    assertThat(warnings).doesNotContainNull();
    assertThat(violations.size()).isLessThan(200);
    return violations;
  }

  @Test
  void everyFieldIsRead() {
    var unread = new ArrayList<String>();
    for (ObjectNode sample : samples("in-valid.yaml")) {
      for (JsonPointer at : pointers(sample.path("spec"), JsonPointer.compile("/spec"))) {
        boolean isOfExtension =
            sample.path("kind").asText().equals("MeshExternalService")
                && sample.at("/spec/extension").isObject()
                && Pattern.matches("/spec/(endpoints|tls).*", at.toString());
        if (isOfExtension || FREE.matcher(at.toString()).matches()) {
          continue;
        }
        ObjectNode broken = sample.deepCopy();
        replace(broken, at, sample.at(at).isContainerNode() ? JSON.numberNode(7) : list());
        if (violations(broken).isEmpty()) {
          unread.add(sample.path("kind").asText() + " " + at);
        }
      }
    }
    assertThat(unread).isEmpty();
  }

  @Test
  void nothingThrows() {
    var random = new Random(42);
    for (ObjectNode sample : samples("in-(in)?valid.yaml")) {
      List<JsonPointer> pointers = pointers(sample.path("spec"), JsonPointer.compile("/spec"));
      for (int round = 0; round < ROUNDS; round++) {
        ObjectNode broken = sample.deepCopy();
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
          replace(broken, pointers.get(random.nextInt(pointers.size())), any(random));
        }
        assertThat(violations(broken)).isNotNull();
      }
    }
  }

  @Test
  void largeValuesTakeNoLonger() {
    String text = "a.".repeat(50_000);
    String groups = "(".repeat(50_000);
    String slashes = "/".repeat(50_000);
    long begin = System.nanoTime();
    for (ObjectNode sample : samples("in-valid.yaml")) {
      for (JsonPointer at : pointers(sample.path("spec"), JsonPointer.compile("/spec"))) {
        if (sample.at(at).isTextual()) {
          for (String large : List.of(text, groups, slashes)) {
            ObjectNode broken = sample.deepCopy();
            replace(broken, at, JSON.textNode(large));
            for (Violation violation : violations(broken)) {
              assertThat(violation.toString().length()).isLessThan(3000);
            }
          }
        }
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void longListsTakeNoLonger() {
    for (ObjectNode sample : samples("in-(in)?valid.yaml")) {
      for (JsonPointer at : pointers(sample.path("spec"), JsonPointer.compile("/spec"))) {
        if (sample.at(at).isArray() && !sample.at(at).isEmpty()) {
          ObjectNode broken = sample.deepCopy();
          ArrayNode list = (ArrayNode) broken.at(at);
          JsonNode item = list.get(0);
          for (int i = 0; i < 2_000; i++) {
            list.add(item);
          }
          long begin = System.nanoTime();
          List<Violation> violations = violations(broken);
          assertThat(Duration.ofNanos(System.nanoTime() - begin))
              .as("%s %s: %d", sample.path("kind"), at, violations.size())
              .isLessThan(Duration.ofSeconds(5));
        }
      }
    }
  }

  private static ArrayNode list() {
    return JSON.arrayNode().add(JSON.arrayNode());
  }

  private static JsonNode any(Random random) {
    return switch (random.nextInt(14)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.textNode("");
      case 2 -> JSON.textNode("*");
      case 3 -> JSON.textNode("-1e99999");
      case 4 -> JSON.numberNode(-1);
      case 5 -> JSON.numberNode(Long.MAX_VALUE);
      case 6 -> JSON.numberNode(Double.NaN);
      case 7 -> JSON.numberNode(new BigDecimal("1e999999999"));
      case 8 -> JSON.booleanNode(random.nextBoolean());
      case 9 -> JSON.arrayNode();
      case 10 -> JSON.arrayNode().add(1).addNull().add("a").add(JSON.objectNode());
      case 11 -> JSON.objectNode();
      case 12 -> JSON.objectNode().put("", 1).putNull("kind").put("name", true);
      default -> JSON.textNode("\u0000 ${a} %s {{ b }} \ud800");
    };
  }

  private static List<JsonPointer> pointers(JsonNode node, JsonPointer at) {
    var pointers = new ArrayList<JsonPointer>();
    pointers.add(at);
    if (node.isObject()) {
      node.properties()
          .forEach(entry ->
              pointers.addAll(pointers(entry.getValue(), at.appendProperty(entry.getKey()))));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      pointers.addAll(pointers(node.get(i), at.appendIndex(i)));
    }
    return pointers;
  }

  private static void replace(ObjectNode object, JsonPointer at, JsonNode value) {
    switch (object.at(at.head())) {
      case ObjectNode parent -> parent.set(at.last().getMatchingProperty(), value);
      case ArrayNode parent
          when at.last().getMatchingIndex() < parent.size() && at.last().getMatchingIndex() >= 0 ->
          parent.set(at.last().getMatchingIndex(), value);
      default -> {
        // An earlier change took the parent away.
      }
    }
  }
}
