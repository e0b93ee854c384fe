package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.resource.ResourceKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredObjectsTest {
  private static final String FORGED =
      "{k8s.kuma.io/namespace: bank, kuma.io/policy-role: system, kuma.io/origin: global}";

  private final StoredObjects stored = new StoredObjects("kuma-system");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {from: [{}]}                                                 | workload-owner
          {}                                                           | workload-owner
          {to: [{targetRef: {kind: Mesh}}]}                            | consumer
          {to: [{targetRef: {kind: MeshService, name: a}}]}            | producer
          {to: [{targetRef: {kind: Mesh}}], from: [{}]}                | workload-owner
          """)
  void aPolicyOfAnApplicationHasTheRoleThatItsSpecGives(String spec, String role) {
    for (String labels : new String[] {"{}", FORGED}) {
      assertThat(timeout("shop", labels, spec))
          .as(labels)
          .containsEntry("kuma.io/policy-role", role)
          .containsEntry("k8s.kuma.io/namespace", "shop");
    }
  }

  @Test
  void numbersOfAServiceAreNoNewsForProxies() {
    String yaml =
        "---\n{apiVersion: kuma.io/v1alpha1, kind: MeshService, metadata: {name: web, namespace: shop},"
            + " status: {vips: [{ip: 10.0.0.1}], tls: {status: Ready}, dataplaneProxies: {connected: %d, total: 9}}}";
    var one = stored.of(Serialization.unmarshal(yaml.formatted(1), MeshService.class));
    var two = stored.of(Serialization.unmarshal(yaml.formatted(2), MeshService.class));
    assertThat(two).isEqualTo(one);
    assertThat(one.status().at("/vips/0/ip").asText()).isEqualTo("10.0.0.1");
    assertThat(one.status().at("/tls/status").asText()).isEqualTo("Ready");
  }

  @Test
  void whatIsSyncedKeepsItsLabels() {
    assertThat(
            timeout(
                "kuma-system",
                "{k8s.kuma.io/namespace: bank, kuma.io/policy-role: producer, kuma.io/zone: west}",
                "{from: [{}]}"))
        .containsEntry("kuma.io/policy-role", "producer")
        .containsEntry("k8s.kuma.io/namespace", "bank");
    assertThat(timeout("kuma-system", "{}", "{from: [{}]}"))
        .containsEntry("k8s.kuma.io/namespace", "kuma-system")
        .doesNotContainKey("kuma.io/policy-role");
  }

  @Test
  void noProxyOrServiceIsInANamespaceOfItsChoice() {
    String yaml =
        "{apiVersion: kuma.io/v1alpha1, kind: %s, metadata: {name: web, namespace: shop, labels: %s}}";
    var dataplane =
        Serialization.unmarshal(
            "---\n" + yaml.formatted("Dataplane", FORGED) + "\n", Dataplane.class);
    assertThat(stored.view(dataplane).labels()).containsEntry("k8s.kuma.io/namespace", "shop");
    var service =
        Serialization.unmarshal(
            "---\n" + yaml.formatted("MeshService", FORGED) + "\n", MeshService.class);
    assertThat(stored.of(service).labels()).containsEntry("k8s.kuma.io/namespace", "shop");
  }

  private Map<String, String> timeout(String namespace, String labels, String spec) {
    var object =
        Serialization.unmarshal(
            "---\n{apiVersion: kuma.io/v1alpha1, kind: MeshTimeout, metadata: {name: slow, namespace: %s, labels: %s}, spec: %s}\n"
                .formatted(namespace, labels, spec),
            GenericKubernetesResource.class);
    return stored.of(ResourceKind.MESH_TIMEOUT, object).labels();
  }
}
