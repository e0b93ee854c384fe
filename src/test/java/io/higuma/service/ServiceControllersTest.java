package io.higuma.service;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.Configs;
import io.higuma.Golden;
import io.higuma.RecordedEvents;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.dataplane.DataplaneSettings;
import io.higuma.dataplane.KnownObjects;
import io.higuma.dataplane.ObjectMetadata;
import io.higuma.dataplane.PodToDataplane;
import io.higuma.inject.GatewayContainer;
import io.higuma.resource.ComputedLabels;
import io.higuma.resource.ResourceKind;
import io.higuma.yaml.YamlText;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What controllers write for given objects: once, and the second time nothing. */
class ServiceControllersTest {
  private static final Golden GOLDEN = Golden.of(ServiceControllersTest.class);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2024-05-01T10:00:00Z"));
  private static final ComputedLabels LABELS = new ComputedLabels(Mode.ZONE, "east");
  private static final Map<ResourceKind, String> NETWORKS =
      Map.of(
          ResourceKind.MESH_SERVICE, "241.0.0.0/8",
          ResourceKind.MESH_EXTERNAL_SERVICE, "242.0.0.0/29",
          ResourceKind.MESH_MULTI_ZONE_SERVICE, "243.0.0.0/8");

  static List<Path> scenarios() {
    return GOLDEN.scenarios();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void whatIsWrittenIsTheGoldenOne(Path scenario) {
    // Given
    String input = GOLDEN.read(scenario.resolve("in-objects.yaml")).orElseThrow();
    String controller = scenario.getFileName().toString().replaceAll("_.*", "");
    StoredObjects stored = StoredObjects.of(input);
    var events = new RecordedEvents();
    // When
    reconcile(controller, stored, events);
    // Then
    List<String> log = stored.takeLog();
    String written =
        log.stream()
            .filter(line -> !line.startsWith("delete "))
            .map(line -> line.split(" ", -1))
            .map(words -> words[1] + " " + words[2])
            .distinct()
            .map(id -> YamlText.of(stored.get(HasMetadata.class, id).orElseThrow()))
            .collect(joining("---\n"));
    String deleted =
        log.stream().filter(line -> line.startsWith("delete ")).collect(joining("\n", "", "\n"));
    GOLDEN.assertMatches(
        scenario.resolve("out-objects.yaml"), written.isEmpty() ? "# nothing\n" : written);
    if (!deleted.isBlank()) {
      GOLDEN.assertMatches(scenario.resolve("out-deleted.txt"), deleted);
    }
    if (!events.texts().isEmpty()) {
      GOLDEN.assertMatches(
          scenario.resolve("out-events.txt"), String.join("\n", events.texts()) + "\n");
    }
    reconcile(controller, stored, events);
    assertThat(stored.takeLog()).as("the second time").isEmpty();
  }

  @AfterAll
  static void everyFileIsUsed() {
    GOLDEN.assertEveryFileUsed();
  }

  private static void reconcile(String controller, StoredObjects stored, RecordedEvents events) {
    KnownServices known = stored.known();
    switch (controller) {
      case "annotations" -> {
        var reconciler = new ServiceAnnotationReconciler(known, stored);
        known.all(Service.class).map(ObjectKey::of).forEach(reconciler::reconcile);
      }
      case "workload" -> {
        var reconciler = new WorkloadReconciler(known, LABELS, stored, events);
        workloads(known).forEach(reconciler::reconcile);
      }
      case "zoneaddress" -> {
        var reconciler = new MeshZoneAddressReconciler(known, LABELS, stored, events);
        known.all(Service.class).map(ObjectKey::of).forEach(reconciler::reconcile);
      }
      case "gateway" -> {
        var container = new GatewayContainer(Configs.defaults(), () -> "the authority\n");
        var reconciler =
            new GatewayReconciler(known, new GatewayObjects(container), CLOCK, stored, events);
        known.objects().stream()
            .filter(one -> one.getKind().equals("MeshGatewayInstance"))
            .map(ObjectKey::of)
            .forEach(reconciler::reconcile);
      }
      case "zoneproxy" -> {
        var conversion =
            new PodToDataplane(
                new KnownObjects(known.objects()), DataplaneSettings.of(Configs.defaults()));
        var reconciler = new ZoneProxyReconciler(known, conversion, stored, events);
        known.all(Pod.class).map(ObjectKey::of).forEach(reconciler::reconcile);
      }
      case "status" -> {
        var reconciler = new MeshServiceStatusReconciler(known, known, stored);
        known.all(MeshService.class).map(ObjectKey::of).forEach(reconciler::reconcile);
      }
      case "hostnames" -> {
        var reconciler = new HostnameReconciler(known, "east", CLOCK, stored);
        NETWORKS.keySet().forEach(reconciler::reconcile);
      }
      case "vips" -> {
        var reconciler = new VipReconciler(known, NETWORKS, stored);
        NETWORKS.keySet().stream().sorted().forEach(reconciler::reconcile);
      }
      case "addresses" -> {
        var settings = new AddressSettings("kuma-system", "east", "240.0.0.0/24", true, 80, true);
        var reconciler = new AddressViewReconciler(known, settings, CLOCK, stored);
        known
            .all(Mesh.class)
            .map(one -> one.getMetadata().getName())
            .forEach(reconciler::reconcile);
      }
      case "insights" -> {
        var reconciler = new InsightReconciler(known, known, LABELS, stored);
        known
            .all(Mesh.class)
            .map(one -> one.getMetadata().getName())
            .forEach(reconciler::reconcile);
      }
      case "multizone" ->
          new MultiZoneReconciler(known, "east", CLOCK, stored)
              .reconcile(ResourceKind.MESH_MULTI_ZONE_SERVICE);
      default -> throw new IllegalArgumentException(controller);
    }
  }

  private static Set<ObjectKey> workloads(KnownServices known) {
    var keys = new LinkedHashSet<ObjectKey>();
    known
        .all(Dataplane.class)
        .forEach(one -> {
          String name = ObjectMetadata.annotations(one).get("kuma.io/workload");
          if (name != null) {
            keys.add(new ObjectKey(one.getMetadata().getNamespace(), name));
          }
        });
    known.objects().stream()
        .filter(one -> one.getKind().equals("Workload"))
        .map(ObjectKey::of)
        .forEach(keys::add);
    return keys;
  }
}
