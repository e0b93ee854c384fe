package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.NamedAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeshContentsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final MeshContents contents = new MeshContents("shop");

  @Test
  void hasNoViewBeforeThereIsAMesh() {
    assertThat(contents.put(dataplane("web"))).isTrue();
    assertThat(contents.view(List.of())).isEmpty();
    assertThat(contents.mesh(MeshSpec.EMPTY)).isTrue();
    assertThat(view().dataplanes()).containsExactly(dataplane("web"));
    assertThat(contents.mesh(null)).isTrue();
    assertThat(contents.view(List.of())).isEmpty();
  }

  @Test
  void theViewIsTheSameUntilSomethingChanges() {
    contents.mesh(MeshSpec.EMPTY);
    contents.put(dataplane("web"));
    MeshView before = view();
    assertThat(contents.put(dataplane("web"))).as("the same once more").isFalse();
    assertThat(contents.mesh(MeshSpec.EMPTY)).isFalse();
    assertThat(contents.remove(dataplane("other"))).isFalse();
    assertThat(view()).isSameAs(before);
    assertThat(contents.put(dataplane("api"))).isTrue();
    assertThat(view().dataplanes()).extracting(DataplaneView::name).containsExactly("api", "web");
  }

  @Test
  void whatIsEqualStaysTheSameObject() {
    contents.mesh(MeshSpec.EMPTY);
    contents.put(dataplane("web"));
    contents.put(object(ResourceKind.MESH_SERVICE, "web"));
    MeshView before = view();
    contents.put(dataplane("web"));
    contents.put(object(ResourceKind.MESH_SERVICE, "web"));
    contents.put(dataplane("api"));
    MeshView after = view();
    assertThat(after.dataplane("web").orElseThrow())
        .isSameAs(before.dataplane("web").orElseThrow());
    assertThat(after.services().getFirst()).isSameAs(before.services().getFirst());
  }

  @Test
  void tellsServicesPoliciesAndOthersApart() {
    contents.mesh(MeshSpec.EMPTY);
    MeshObject service = object(ResourceKind.MESH_SERVICE, "web");
    MeshObject policy = object(ResourceKind.MESH_TIMEOUT, "all");
    MeshObject permission = object(ResourceKind.TRAFFIC_PERMISSION, "all");
    MeshObject ingress = object(ResourceKind.ZONE_INGRESS, "east");
    List.of(permission, policy, service).forEach(contents::put);
    MeshView view = contents.view(List.of(ingress)).orElseThrow();
    assertThat(view.services()).containsExactly(service);
    assertThat(view.policies()).containsExactly(policy);
    assertThat(view.others()).containsExactly(permission, ingress);
    assertThat(contents.countPolicies())
        .isEqualTo(Map.of(ResourceKind.MESH_TIMEOUT, 1, ResourceKind.TRAFFIC_PERMISSION, 1));
  }

  @Test
  void aServiceIsReadyForTlsWhenAllItsProxiesHaveACertificateOfTheEnabledBackend()
      throws Exception {
    contents.mesh(JSON.readValue("{\"mtls\": {\"enabledBackend\": \"ca\"}}", MeshSpec.class));
    assertThat(contents.insight(JSON.readTree(insight(1)))).isFalse();
    assertThat(view().tlsReadyServices()).isEmpty();
    assertThat(contents.insight(JSON.readTree(insight(2)))).isTrue();
    assertThat(view().tlsReadyServices()).containsExactly("web");
    contents.mesh(MeshSpec.EMPTY);
    assertThat(view().tlsReadyServices()).as("without mTLS").isEmpty();
  }

  private static String insight(int issued) {
    return """
    {"services": {"web": {"dataplanes": {"online": 1, "offline": 1}, "issuedBackends": {"ca": %d, "old": 2}},
      "none": {"dataplanes": {}, "issuedBackends": {}}}}
    """
        .formatted(issued);
  }

  @Test
  void addressesAreNewsOnlyWhenTheyDiffer() {
    contents.mesh(MeshSpec.EMPTY);
    assertThat(contents.vips(names("{}"))).isTrue();
    assertThat(contents.vips(names("{ }"))).isFalse();
    assertThat(view().vips()).containsExactly(Map.entry("web", "240.0.0.1"));
    assertThat(view().names()).as("without address").isEmpty();
    String named =
        "{\"address\": \"240.0.0.2\", \"outbounds\": [{\"Port\": %d, \"TagSet\": {\"kuma.io/service\": \"web\"}}]}";
    assertThat(contents.vips(names(named.formatted(80)))).isTrue();
    assertThat(contents.vips(names(named.formatted(80)))).isFalse();
    assertThat(view().names()).extracting(NamedAddress::name).containsExactly("web.test");
    assertThat(contents.vips(names(named.formatted(0)))).as("no port").isTrue();
    assertThat(view().names()).isEmpty();
  }

  private static Map<String, String> names(String other) {
    return Map.of(
        "config", "{\"0:web\": {\"address\": \"240.0.0.1\"}, \"2:web.test\": %s}".formatted(other));
  }

  private MeshView view() {
    return contents.view(List.of()).orElseThrow();
  }

  private static DataplaneView dataplane(String name) {
    return new DataplaneView("shop", name, new TreeMap<>(), DataplaneSpec.EMPTY);
  }

  private static MeshObject object(ResourceKind kind, String name) {
    return new MeshObject(
        kind, "shop", name, new TreeMap<>(), JSON.createObjectNode(), JSON.createObjectNode());
  }
}
