package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A builtin gateway in a cluster that fills in its defaults, under the rights of deploy/. */
@ExtendWith(LocalCluster.class)
class GatewayIT {
  private static final String OBJECTS =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshGatewayInstance
      metadata: {name: door}
      spec:
        serviceType: LoadBalancer
        tags: {team: front}
        resources: {limits: {cpu: 1000m, memory: 0.5Gi}}
        podTemplate:
          metadata: {annotations: {note: here}}
          spec: {securityContext: {fsGroup: 2000}}
      ---
      apiVersion: kuma.io/v1alpha1
      kind: MeshGateway
      mesh: default
      metadata: {name: %1$s}
      spec:
        selectors: [{match: {kuma.io/service: door_%1$s_svc}}]
        conf: {listeners: [{port: 80, protocol: HTTP}, {port: 8443, protocol: TCP}, {port: 80, protocol: HTTP, hostname: a.example}]}
      """;

  private static final String READY = "{.status.conditions[?(@.type==\"Ready\")]";

  @Test
  void aGatewayIsMadeKeptAndLeftAloneWhenItIsRight(Cluster cluster, TestNamespace namespace) {
    namespace.labelled(Map.of());
    try {
      namespace.unchecked(OBJECTS.formatted(namespace.name()), "apply", "-f", "-").orThrow();
      // Then
      await().until(() -> !get(namespace, "deployment", "{.metadata.name}").isEmpty());
      await().until(() -> get(namespace, "service", "{.spec.ports[*].port}").equals("80 8443"));
      assertThat(get(namespace, "deployment", "{.spec.template.spec.containers[0].env[*].name}"))
          .contains("KUMA_CONTROL_PLANE_CA_CERT");
      // When its pods are ready
      await()
          .until(() ->
              get(namespace, "meshgatewayinstance", READY + ".reason}")
                  .equals("LoadBalancerAddressNotReady"));
      status(namespace, "service", "{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.9\"}]}}");
      await()
          .until(() ->
              get(namespace, "meshgatewayinstance", "{.status.loadBalancer.ingress[0].ip}")
                  .equals("192.0.2.9"));
      assertThat(get(namespace, "meshgatewayinstance", READY + ".reason}")).isEqualTo("Ready");
      assertRest(namespace);
      // When a user restarts it, and somebody changes it
      namespace.unchecked("", "rollout", "restart", "deployment", "door").orThrow();
      namespace.unchecked("", "scale", "deployment", "door", "--replicas=4").orThrow();
      await().until(() -> get(namespace, "deployment", "{.spec.replicas}").equals("1"));
      assertThat(get(namespace, "deployment", "{.spec.template.metadata.annotations}"))
          .contains("restartedAt", "note");
      // When its listeners change
      cluster
          .kubectl(
              "",
              "patch",
              "meshgateway",
              namespace.name(),
              "--type=merge",
              "-p",
              "{\"spec\":{\"conf\":{\"listeners\":[{\"port\":81},{\"port\":8443}]}}}",
              "--as=system:serviceaccount:kube-system:generic-garbage-collector",
              "--as-group=system:masters")
          .orThrow();
      await().until(() -> get(namespace, "service", "{.spec.ports[*].port}").equals("8443 81"));
      // When its user wants less
      namespace
          .unchecked(
              "",
              "patch",
              "meshgatewayinstance",
              "door",
              "--type=merge",
              "-p",
              "{\"spec\":{\"serviceType\":\"ClusterIP\",\"podTemplate\":null}}")
          .orThrow();
      await().until(() -> get(namespace, "service", "{.spec.type}").equals("ClusterIP"));
      await()
          .until(() ->
              !get(namespace, "deployment", "{.spec.template.metadata.annotations}")
                  .contains("note"));
      // When somebody deletes both
      namespace.unchecked("", "delete", "deployment,service", "door").orThrow();
      await().until(() -> get(namespace, "service", "{.spec.ports[*].port}").equals("81 8443"));
      await().until(() -> !get(namespace, "deployment", "{.metadata.name}").isEmpty());
      // When no MeshGateway fits any more
      cluster.kubectl("", "delete", "meshgateway", namespace.name()).orThrow();
      await()
          .until(() ->
              get(namespace, "meshgatewayinstance", READY + ".reason}").equals("NoGatewayMatched"));
      assertThat(get(namespace, "service", "{.metadata.name}")).isEqualTo("door");
    } finally {
      cluster.kubectl("", "delete", "meshgateway", namespace.name(), "--ignore-not-found");
    }
  }

  @Test
  void aNodePortThatTheClusterDoesNotAllowIsTold(Cluster cluster, TestNamespace namespace) {
    namespace.labelled(Map.of());
    try {
      namespace
          .unchecked(
              OBJECTS.formatted(namespace.name()).replace("LoadBalancer", "NodePort"),
              "apply",
              "-f",
              "-")
          .orThrow();
      await()
          .until(() ->
              get(namespace, "meshgatewayinstance", READY + ".message}")
                  .contains("provided port is not in the valid range"));
    } finally {
      cluster.kubectl("", "delete", "meshgateway", namespace.name(), "--ignore-not-found");
    }
  }

  /** Nothing is written while all is as it has to be. */
  private static void assertRest(TestNamespace namespace) {
    await().during(Duration.ofSeconds(3)).until(() -> versions(namespace), new Unchanged()::holds);
  }

  /** Whether a text is the same for a while; the first one may still be on its way. */
  private static final class Unchanged {
    private String last = "";

    boolean holds(String now) {
      boolean same = now.equals(last);
      last = now;
      return same;
    }
  }

  private static String versions(TestNamespace namespace) {
    return namespace
        .unchecked(
            "",
            "get",
            "deployment,service,meshgatewayinstance",
            "-o",
            "jsonpath={.items[*].metadata.resourceVersion}")
        .orThrow();
  }

  private static void status(TestNamespace namespace, String kind, String status) {
    namespace
        .unchecked(
            "",
            "patch",
            kind,
            "door",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":" + status + "}")
        .orThrow();
  }

  /** Empty if there is no such object. */
  private static String get(TestNamespace namespace, String kind, String path) {
    return namespace
        .unchecked("", "get", kind, "door", "--ignore-not-found", "-o", "jsonpath=" + path)
        .orThrow();
  }
}
