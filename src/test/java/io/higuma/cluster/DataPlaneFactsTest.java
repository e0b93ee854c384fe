package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.higuma.resource.ResourceKind;
import io.higuma.service.ObjectKey;
import io.higuma.xds.ProxyId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(crud = true)
class DataPlaneFactsTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @Test
  void areWhatIsInMemory() {
    create("{apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}");
    create(
        "{apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: default, metadata: {name: web.1, namespace: shop}, spec: {networking: {address: 10.1.0.1}}}");
    create(
        "{apiVersion: kuma.io/v1alpha1, kind: ZoneIngress, metadata: {name: in, namespace: kuma-system}, spec: {zone: east}}");
    create(
        "{apiVersion: kuma.io/v1alpha1, kind: ZoneEgress, metadata: {name: out, namespace: kuma-system}, spec: {zone: west}}");
    try (var caches =
            new ClusterCaches(
                client,
                "kuma-system",
                ClusterCaches.ConfigMaps.NONE,
                ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE);
        var zoneProxies = new ZoneProxyCaches(client, "kuma-system")) {
      caches.start();
      zoneProxies.start(() -> {});
      zoneProxies.expectProxies();
      await().until(() -> caches.hasSynced() && zoneProxies.hasSynced());
      var facts = new DataPlaneFacts(caches, zoneProxies);
      assertThat(facts.mesh("default")).isPresent();
      assertThat(facts.mesh("other")).isEmpty();
      await().until(() -> facts.dataplane("default", "web.1.shop").isPresent());
      assertThat(facts.dataplane("other", "web.1.shop")).as("it is in another mesh").isEmpty();
      assertThat(facts.dataplane("default", "web.2.shop")).isEmpty();
      assertThat(facts.dataplane("default", "web")).isEmpty();
      assertThat(facts.zoneIngress("in.kuma-system")).isPresent();
      assertThat(facts.zoneIngress("out.kuma-system")).isEmpty();
      assertThat(facts.zoneEgress("out.kuma-system")).isPresent();
      assertThat(facts.isIpv4Only("127.0.0.1")).isTrue();
      assertThat(facts.isIpv4Only("::1")).isFalse();
      assertThat(facts.isIpv4Only("no such host.invalid")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"web.shop, shop, web", "web.1.shop, shop, web.1", "web, '', web", "web., '', web"})
  void theLastPartOfANameIsTheNamespace(String name, String namespace, String object) {
    var key = new ObjectKey(namespace, object);
    assertThat(DataPlaneFacts.key(name)).isEqualTo(key);
    assertThat(DataPlaneFacts.key(new ProxyId("default", name))).isEqualTo(key);
  }

  private void create(String yaml) {
    var object = Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class);
    var kind = ResourceKind.of(object.getKind()).orElseThrow();
    client.genericKubernetesResources(Informers.definition(kind)).resource(object).create();
  }
}
