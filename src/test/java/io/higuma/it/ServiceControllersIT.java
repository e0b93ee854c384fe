package io.higuma.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.higuma.api.v1alpha1.Dataplane;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What follows from Services and Dataplanes beside MeshServices. */
@ExtendWith(LocalCluster.class)
class ServiceControllersIT {
  @Test
  void servicesTellIngressControllersToUseTheirAddress(TestNamespace namespace) {
    namespace.made(Map.of(), Map.of());
    namespace.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: ignored, annotations: {kuma.io/ignore: enabled}}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    namespace
        .kubectl("", "label", "ns", namespace.name(), TestNamespace.INJECTION + "=enabled")
        .orThrow();
    await()
        .untilAsserted(() ->
            assertThat(
                    namespace
                        .client()
                        .services()
                        .inNamespace(namespace.name())
                        .withName("web")
                        .require()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("ingress.kubernetes.io/service-upstream", "true")
                .containsEntry("nginx.ingress.kubernetes.io/service-upstream", "true"));
    assertThat(
            namespace
                .client()
                .services()
                .inNamespace(namespace.name())
                .withName("ignored")
                .require()
                .getMetadata()
                .getAnnotations())
        .doesNotContainKey("ingress.kubernetes.io/service-upstream");
  }

  @Test
  void workloadsComeAndGoWithTheirDataplanes(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.create(Pods.plain("web"));
    namespace.awaitReadyPod("web");
    Dataplane dataplane = namespace.awaitDataplane("web");
    String name =
        Objects.requireNonNull(dataplane.getMetadata().getAnnotations().get("kuma.io/workload"));
    // Then
    await()
        .until(() ->
            get(
                    namespace,
                    "workload",
                    name,
                    "{.status.dataplaneProxies.healthy}/{.status.dataplaneProxies.total}")
                .equals("1/1"));
    assertThat(get(namespace, "workload", name, "{.metadata.labels.kuma\\.io/mesh}"))
        .isEqualTo("default");
    // When
    namespace.kubectl("", "delete", "pod", "web", "--grace-period=0", "--force").orThrow();
    // Then
    await().until(() -> get(namespace, "workload", name, "{.metadata.name}").isEmpty());
  }

  @Test
  void aZoneIngressHasAnAddressWhileItCanServe(TestNamespace namespace) {
    // Given
    namespace.enabled();
    namespace.apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: ingress, labels: {k8s.kuma.io/zone-proxy-type: ingress}}
        spec: {type: LoadBalancer, ports: [{port: 10001}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: ingress-1, labels: {kubernetes.io/service-name: ingress}}
        addressType: IPv4
        endpoints: [{addresses: [10.1.2.3], conditions: {ready: true}}]
        ports: [{port: 10001}]
        """);
    await()
        .untilAsserted(() ->
            assertThat(namespace.events("ingress"))
                .extracting(Event::getReason)
                .contains("NoPublicAddress"));
    // When it gets an address
    namespace
        .kubectl(
            "",
            "patch",
            "service",
            "ingress",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.7\"}]}}}")
        .orThrow();
    await()
        .until(() ->
            get(namespace, "meshzoneaddress", "ingress", "{.spec.address}:{.spec.port}")
                .equals("192.0.2.7:10001"));
    // When nothing is ready any more
    namespace.kubectl("", "delete", "endpointslice", "ingress-1").orThrow();
    await().until(() -> get(namespace, "meshzoneaddress", "ingress", "{.metadata.name}").isEmpty());
  }

  @Test
  void theStatusOfAMeshServiceFollowsItsPods(TestNamespace namespace) {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      // Given
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web}
          spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
          """);
      String numbers =
          "{.spec.state} {.status.dataplaneProxies.healthy}/{.status.dataplaneProxies.total} {.status.tls.status} {.spec.identities[*].value}";
      await()
          .until(() ->
              get(namespace, "meshservice", "web", numbers).equals("Unavailable 0/0 NotReady "));
      // When
      namespace.create(Pods.plain("web"));
      // Then
      await()
          .until(() ->
              get(namespace, "meshservice", "web", numbers)
                  .equals("Available 1/1 NotReady web_%s_svc_80".formatted(namespace.name())));
      // When
      namespace.kubectl("", "delete", "pod", "web", "--grace-period=0", "--force").orThrow();
      // Then
      await()
          .until(() ->
              get(namespace, "meshservice", "web", numbers).equals("Unavailable 0/0 NotReady "));
      assertThat(mesh.name()).isNotEmpty();
    }
  }

  @Test
  void servicesOutsideGetAnAddressAndHostNames(TestNamespace namespace) {
    // Given
    String name = namespace.name();
    namespace
        .kubectl(
            """
            apiVersion: kuma.io/v1alpha1
            kind: MeshExternalService
            metadata: {name: %1$s, namespace: kuma-system, labels: {test: %1$s}}
            spec: {match: {port: 443}, endpoints: [{address: bank.example, port: 443}]}
            ---
            apiVersion: kuma.io/v1alpha1
            kind: HostnameGenerator
            metadata: {name: %1$s, namespace: kuma-system}
            spec:
              selector: {meshExternalService: {matchLabels: {test: %1$s}}}
              template: "{{ .DisplayName }}.outside.mesh"
            """
                .formatted(name),
            "-n",
            "kuma-system",
            "apply",
            "-f",
            "-")
        .orThrow();
    try {
      // Then
      await()
          .until(() ->
              system(namespace, "meshexternalservice", name, "{.status.vip.ip}")
                  .startsWith("242.0.0."));
      await()
          .until(() ->
              system(namespace, "meshexternalservice", name, "{.status.addresses[*].hostname}")
                  .contains(name + ".outside.mesh"));
      // When
      namespace.kubectl("", "-n", "kuma-system", "delete", "hostnamegenerator", name).orThrow();
      // Then
      await()
          .until(() ->
              !system(namespace, "meshexternalservice", name, "{.status.addresses[*].hostname}")
                  .contains(name + ".outside.mesh"));
    } finally {
      namespace.kubectl(
          "", "-n", "kuma-system", "delete", "hostnamegenerator,meshexternalservice", name);
    }
  }

  @Test
  void aMeshMultiZoneServiceListsItsMeshServices(TestNamespace namespace) {
    try (var mesh = ExclusiveMesh.around(namespace)) {
      namespace.apply(
          """
          apiVersion: kuma.io/v1alpha1
          kind: MeshMultiZoneService
          metadata: {name: all, labels: {kuma.io/mesh: %s}}
          spec:
            selector: {meshService: {matchLabels: {team: checkout}}}
            ports: [{port: 80}]
          """
              .formatted(mesh.name()));
      String path = "{.status.vips[0].ip} {.status.meshServices[*].name}";
      await()
          .until(() -> get(namespace, "meshmultizoneservice", "all", path).startsWith("243.0.0."));
      namespace.apply(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: web, labels: {team: checkout}}
          spec: {selector: {app: web}, ports: [{port: 80}]}
          """);
      await().until(() -> get(namespace, "meshmultizoneservice", "all", path).endsWith(" web"));
    }
  }

  private static String system(TestNamespace namespace, String kind, String name, String path) {
    return namespace
        .kubectl(
            "",
            "-n",
            "kuma-system",
            "get",
            kind,
            name,
            "--ignore-not-found",
            "-o",
            "jsonpath=" + path)
        .orThrow();
  }

  /** Empty if there is no such object. */
  private static String get(TestNamespace namespace, String kind, String name, String path) {
    return namespace
        .kubectl("", "get", kind, name, "--ignore-not-found", "-o", "jsonpath=" + path)
        .orThrow();
  }
}
