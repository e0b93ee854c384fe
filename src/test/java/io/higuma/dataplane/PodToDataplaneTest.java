package io.higuma.dataplane;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.higuma.Golden;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.ZoneEgress;
import io.higuma.api.v1alpha1.ZoneIngress;
import io.higuma.config.ConfigFile;
import io.higuma.config.ConfigLoader;
import io.higuma.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PodToDataplaneTest {
  private static final Golden GOLDEN = Golden.of(PodToDataplaneTest.class);
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "Namespace", Namespace.class,
          "Node", Node.class,
          "Service", Service.class,
          "EndpointSlice", EndpointSlice.class,
          "ReplicaSet", ReplicaSet.class,
          "Job", Job.class,
          "Mesh", Mesh.class,
          "Dataplane", Dataplane.class,
          "ZoneIngress", ZoneIngress.class,
          "ZoneEgress", ZoneEgress.class);

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void conversionIsTheGoldenOne(Path scenario) throws IOException {
    Pod pod = YAML.readValue(GOLDEN.read(scenario.resolve("in-pod.yaml")).orElseThrow(), Pod.class);
    var conversion = new PodToDataplane(surroundings(scenario), settings(scenario));
    switch (conversion.convert(pod)) {
      case PodConversion.Keep(var dataplane, var skipped) -> {
        GOLDEN.assertMatches(scenario.resolve("out-dataplane.yaml"), dataplane);
        if (!skipped.isEmpty()) {
          GOLDEN.assertMatches(
              scenario.resolve("out-skipped-listeners.txt"), String.join("\n", skipped) + "\n");
        }
      }
      case PodConversion.KeepZoneIngress(var desired) ->
          GOLDEN.assertMatches(scenario.resolve("out-zoneingress.yaml"), desired);
      case PodConversion.KeepZoneEgress(var desired) ->
          GOLDEN.assertMatches(scenario.resolve("out-zoneegress.yaml"), desired);
      case PodConversion.Remove(var kind, var reason) ->
          GOLDEN.assertMatches(
              scenario.resolve("out-remove.txt"), "%s: %s%n".formatted(kind, reason));
      case PodConversion.Nothing(var reason) ->
          GOLDEN.assertMatches(scenario.resolve("out-nothing.txt"), reason + "\n");
      case PodConversion.Failed(var violations) ->
          GOLDEN.assertMatches(
              scenario.resolve("out-failed.txt"),
              violations.stream().map(violation -> violation + "\n").collect(joining()));
    }
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  private static DataplaneSettings settings(Path scenario) {
    var file =
        GOLDEN
            .read(scenario.resolve("in-config.yaml"))
            .map(text -> new ConfigFile("in-config.yaml", text));
    return switch (ConfigLoader.load(file, Map.of())) {
      case ConfigResult.Loaded(var config, var warnings, var changed) ->
          DataplaneSettings.of(config);
      case ConfigResult.Invalid(var violations) ->
          throw new IllegalArgumentException(violations.toString());
    };
  }

  /** An empty Mesh is added where the scenario has none. */
  private static KnownObjects surroundings(Path scenario) throws IOException {
    var objects = new ArrayList<HasMetadata>();
    String text = GOLDEN.read(scenario.resolve("in-objects.yaml")).orElse("");
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      for (JsonNode document : documents.readAll()) {
        objects.add(
            new ObjectMapper().treeToValue(document, KINDS.get(document.path("kind").asText())));
      }
    }
    if (objects.stream().noneMatch(Mesh.class::isInstance)) {
      var mesh = new Mesh();
      mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
      objects.add(mesh);
    }
    return new KnownObjects(objects);
  }
}
