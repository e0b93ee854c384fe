package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Zone proxies, which live in the namespace of the control plane. */
@ExtendWith(LocalCluster.class)
class ZoneProxyIT {
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: %1$s}
      spec: {type: LoadBalancer, selector: {app: %1$s}, ports: [{port: 443, targetPort: 10001}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: %1$s, labels: {app: %1$s}, annotations: {kuma.io/%2$s: enabled}}
      spec:
        securityContext: {runAsNonRoot: true, runAsUser: 5678, seccompProfile: {type: RuntimeDefault}}
        containers:
        - name: %2$s
          image: registry.example/kuma-dp:1
          ports: [{containerPort: 10001}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  @Test
  void aZoneIngressFollowsItsPodAndItsService(Cluster cluster) {
    String name = "zoneproxyit-in";
    try {
      system(cluster, OBJECTS.formatted(name, "ingress"), "apply", "-f", "-");
      // Then
      await()
          .until(
              () -> get(cluster, "zoneingress", name, "{.spec.networking.port}").equals("10001"));
      assertThat(get(cluster, "zoneingress", name, "{.spec.networking.address}"))
          .isEqualTo(get(cluster, "pod", name, "{.status.podIP}"));
      assertThat(get(cluster, "zoneingress", name, "{.metadata.labels.kuma\\.io/proxy-type}"))
          .isEqualTo("zoneingress");
      await()
          .untilAsserted(() ->
              assertThat(
                      cluster
                          .client()
                          .v1()
                          .events()
                          .inNamespace("kuma-system")
                          .withField("involvedObject.name", name)
                          .list()
                          .getItems())
                  .extracting(Event::getReason, Event::getMessage)
                  .contains(tuple("CreatedKumaDataplane", "Created Kuma Ingress: " + name)));
      // When the load balancer is there
      system(
          cluster,
          "",
          "patch",
          "service",
          name,
          "--subresource=status",
          "--type=merge",
          "-p",
          "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.7\"}]}}}");
      String advertised = "{.spec.networking.advertisedAddress}:{.spec.networking.advertisedPort}";
      await().until(() -> get(cluster, "zoneingress", name, advertised).equals("192.0.2.7:443"));
      // When somebody deletes it
      system(cluster, "", "delete", "zoneingress", name);
      await().until(() -> get(cluster, "zoneingress", name, advertised).equals("192.0.2.7:443"));
      // When its pod goes
      system(cluster, "", "delete", "pod", name, "--grace-period=0", "--force");
      await().until(() -> get(cluster, "zoneingress", name, "{.metadata.name}").isEmpty());
    } finally {
      delete(cluster, name);
    }
  }

  @Test
  void aZoneEgressFollowsItsPod(Cluster cluster) {
    String name = "zoneproxyit-out";
    try {
      system(cluster, OBJECTS.formatted(name, "egress"), "apply", "-f", "-");
      await()
          .until(() ->
              get(cluster, "zoneegress", name, "{.spec.zone}:{.spec.networking.port}")
                  .equals("default:10001"));
    } finally {
      delete(cluster, name);
    }
  }

  @Test
  void aZoneIsKeptWhileItIsConnected(Cluster cluster, TestNamespace namespace) {
    String zone = namespace.name();
    namespace
        .unchecked(
            """
            {apiVersion: kuma.io/v1alpha1, kind: Zone, metadata: {name: %1$s}, spec: {}}
            ---
            apiVersion: kuma.io/v1alpha1
            kind: ZoneInsight
            metadata: {name: %1$s}
            spec: {subscriptions: [{connectTime: "2024-05-01T10:00:00Z"}]}
            """
                .formatted(zone),
            "apply",
            "-f",
            "-")
        .orThrow();
    assertThat(cluster.kubectl("", "delete", "zone", zone).output())
        .contains("unable to delete Zone, Zone CP is still connected, please shut it down first");
    namespace.unchecked("", "delete", "zoneinsight", zone).orThrow();
    cluster.kubectl("", "delete", "zone", zone).orThrow();
  }

  private static void delete(Cluster cluster, String name) {
    system(
        cluster,
        "",
        "delete",
        "pod,service",
        name,
        "--ignore-not-found",
        "--grace-period=0",
        "--force");
  }

  /** Empty if there is no such object. */
  private static String get(Cluster cluster, String kind, String name, String path) {
    return system(cluster, "", "get", kind, name, "--ignore-not-found", "-o", "jsonpath=" + path);
  }

  private static String system(Cluster cluster, String input, String... args) {
    return cluster
        .kubectl(
            input,
            Stream.concat(Stream.of("-n", "kuma-system"), Arrays.stream(args))
                .toArray(String[]::new))
        .orThrow();
  }
}
