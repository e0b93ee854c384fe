package io.higuma.it;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Pods for tests, and what tests ask of them. */
final class Pods {
  private Pods() {}

  /** With one container and the label {@code app}, which is its name. */
  static Pod plain(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("registry.example/app:1")
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .build();
  }

  static Pod labelled(String name, Map<String, String> labels) {
    return plain(name).edit().editMetadata().addToLabels(labels).endMetadata().build();
  }

  static Pod annotated(String name, Map<String, String> annotations) {
    return plain(name).edit().editMetadata().addToAnnotations(annotations).endMetadata().build();
  }

  static boolean hasSidecar(Pod pod) {
    return containers(pod).anyMatch(container -> container.getName().equals("kuma-sidecar"));
  }

  /** A container or init container. */
  static Container container(Pod pod, String name) {
    return containers(pod)
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no container " + name + " in " + names(pod)));
  }

  static List<String> names(Pod pod) {
    return containers(pod).map(Container::getName).toList();
  }

  private static Stream<Container> containers(Pod pod) {
    return Stream.concat(
        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
  }
}
