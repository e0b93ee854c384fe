package io.higuma.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec.Inbound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that make no sense, stored behind the back of admission: they stop nothing else. */
@ExtendWith(LocalCluster.class)
class MalformedIT {
  private final Cluster cluster;

  MalformedIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "networking: [1, 2]",
        "networking: {address: 7, inbound: {port: x}}",
        "networking: {address: 192.0.2.1, inbound: [{port: 99999999999999999999, tags: [a]}]}",
        "networking: {address: 192.0.2.1, inbound: [{port: -1, tags: {kuma.io/service: 5}}]}",
      })
  void aDataplaneIsPutRightAndStopsNoOther(String spec, TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.create(Pods.plain("web"));
    await().ignoreExceptions().until(() -> hasInbound(namespace, "web"));
    // When
    store(namespace, dataplane("stray", "none", spec));
    store(namespace, dataplane("web", "default", spec));
    // Then
    await().ignoreExceptions().until(() -> hasInbound(namespace, "web"));
    namespace.create(Pods.plain("other"));
    await().ignoreExceptions().until(() -> hasInbound(namespace, "other"));
    // And what nobody's pod is, is its user's.
    assertThat(namespace.kubectl("", "get", "dataplane", "stray").exitCode()).isZero();
  }

  @Test
  void aStartIsNotStoppedByThemEither(TestNamespace namespace) {
    // Given
    namespace.enabled();
    store(namespace, dataplane("stray", "none", "networking: [1]"));
    String large = namespace.name() + "-large";
    store(namespace, mesh(large, "metrics: {nonsense: \"%s\"}".formatted("x".repeat(1_000_000))));
    String wrong = namespace.name() + "-wrong";
    store(namespace, mesh(wrong, "mtls: 7, networking: [], constraints: x"));
    try {
      // When
      cluster.stopOperator();
      cluster.startOperator();
      // Then
      await().until(() -> readiness(wrong).startsWith("False spec."));
      await().until(() -> !readiness(large).isBlank());
      namespace.create(Pods.plain("web"));
      await().ignoreExceptions().until(() -> hasInbound(namespace, "web"));
    } finally {
      for (String mesh : new String[] {large, wrong}) {
        namespace.unchecked("", "delete", "mesh", mesh, "--wait=false");
      }
    }
  }

  private String readiness(String mesh) {
    return cluster
        .kubectl(
            "",
            "get",
            "mesh",
            mesh,
            "-o",
            "jsonpath={range .status.conditions[?(@.type==\"Ready\")]}{.status} {.message}{end}")
        .orThrow();
  }

  private static boolean hasInbound(TestNamespace namespace, String pod) {
    Dataplane found = namespace.dataplane(pod).get();
    return found != null
        && found.getSpec().networking() != null
        && requireNonNull(found.getSpec().networking()).inbound().stream()
            .map(Inbound::port)
            .anyMatch(port -> port == 49151);
  }

  private static void store(TestNamespace namespace, String object) {
    namespace.unchecked(object, "apply", "--server-side", "--force-conflicts", "-f", "-").orThrow();
  }

  private static String dataplane(String name, String mesh, String spec) {
    return "{apiVersion: kuma.io/v1alpha1, kind: Dataplane, metadata: {name: %s}, mesh: %s, spec: {%s}}"
        .formatted(name, mesh, spec);
  }

  private static String mesh(String name, String spec) {
    return "{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: %s}, spec: {%s}}"
        .formatted(name, spec);
  }
}
