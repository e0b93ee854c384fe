package io.higuma.it;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Changes of a {@link World} as its users make them, drawn from a seed: the same seed gives the
 * same changes, whatever becomes of the control plane meanwhile. What they end in does not depend
 * on what a control plane saw in between; so nothing is ever taken out of a mesh that leaves
 * something behind by intention, as a backend leaves its authority.
 */
final class RandomChanges {
  private static final List<String> APPS = List.of("red", "green", "blue");
  private static final List<String> LETTERS = List.of("a", "b");

  private final Random random;
  private final List<Consumer<World>> changes = new ArrayList<>();
  private final TreeSet<String> pods = new TreeSet<>();
  private final Set<String> meshes = new HashSet<>();
  private boolean third;

  private RandomChanges(long seed) {
    random = new Random(seed);
  }

  /** First what all else needs, then so many changes. */
  static List<Consumer<World>> of(long seed, int count) {
    var drawn = new RandomChanges(seed);
    drawn.foundations();
    for (int i = 0; i < count; i++) {
      drawn.draw();
    }
    return List.copyOf(drawn.changes);
  }

  private void foundations() {
    changes.add(world ->
        world.apply(
            "{apiVersion: v1, kind: Namespace, metadata: {name: \"@\", labels: {kuma.io/sidecar-injection: enabled}}}"));
    LETTERS.forEach(letter ->
        apply(
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: of-%s, namespace: \"@\"}}"
                .formatted(letter)));
    LETTERS.forEach(this::mesh);
    LETTERS.forEach(this::patch);
    namespaceAnnotation();
    for (int i = 0; i < 3; i++) {
      pod("web-" + i);
      service("svc-" + i);
    }
  }

  private void draw() {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> podOrItsChange("web-" + random.nextInt(6));
      case 4, 5 -> service("svc-" + random.nextInt(3));
      case 6 -> mesh(one(LETTERS));
      case 7 -> thirdMesh();
      case 8 -> patch(one(LETTERS));
      default -> namespaceAnnotation();
    }
  }

  private void podOrItsChange(String pod) {
    if (!pods.contains(pod)) {
      pod(pod);
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> {
        pods.remove(pod);
        changes.add(world -> world.deletePod(pod));
      }
      case 1 -> {
        String app = one(APPS);
        changes.add(world -> world.relabel(pod, app));
      }
      default -> {
        boolean ready = random.nextBoolean();
        changes.add(world -> world.readiness(pod, ready));
      }
    }
  }

  private void pod(String pod) {
    pods.add(pod);
    // A workload of pods in several meshes stays as it was when they were in one: each has its own.
    String mesh = one(LETTERS);
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: "@"
          labels: {app: %s, kuma.io/mesh: "@-%s"}
          annotations: {kuma.io/container-patches: "@-%s"}
        spec:
          serviceAccountName: of-%s
          containers:
          - {name: app, image: "registry.example/app:1", ports: [{name: http, containerPort: 8080}]}
        """
            .formatted(pod, one(APPS), mesh, one(LETTERS), mesh));
  }

  private void service(String service) {
    if (random.nextInt(4) == 0) {
      changes.add(world -> world.deleteService(service));
      return;
    }
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: "@"}
        spec:
          selector: {app: %s}
          ports: [{name: main, port: %d, targetPort: %s, appProtocol: %s}]
        """
            .formatted(
                service,
                one(APPS),
                80 + random.nextInt(3),
                one(List.of("http", "9000")),
                one(List.of("http", "tcp", "grpc"))));
  }

  private void mesh(String letter) {
    // Once it has an authority it keeps it, which would stay anyway.
    boolean secured = !meshes.add(letter) || letter.equals("a");
    apply(
        """
        apiVersion: kuma.io/v1alpha1
        kind: Mesh
        metadata: {name: "@-%s"}
        spec:
          mtls: {%s}
          routing: {zoneEgress: %s}
        """
            .formatted(
                letter,
                secured ? "enabledBackend: ca, backends: [{name: ca, type: builtin}]" : "",
                random.nextBoolean()));
  }

  private void thirdMesh() {
    third = !third;
    if (third) {
      apply("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: \"@-c\"}}");
    } else {
      changes.add(world -> world.deleteMesh("@-c"));
    }
  }

  private void patch(String letter) {
    apply(
        """
        apiVersion: kuma.io/v1alpha1
        kind: ContainerPatch
        metadata: {name: "@-%s", namespace: kuma-system}
        spec:
          sidecarPatch: [{op: add, path: /workingDir, value: '"/%d"'}]
        """
            .formatted(letter, random.nextInt(100)));
  }

  private void namespaceAnnotation() {
    apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: "@-noted", annotations: {%s}}
        """
            .formatted(
                one(
                    List.of(
                        "kuma.io/sidecar-injection: enabled",
                        "kuma.io/sidecar-injection: disabled",
                        ""))));
  }

  private void apply(String yaml) {
    changes.add(world -> world.apply(yaml));
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
