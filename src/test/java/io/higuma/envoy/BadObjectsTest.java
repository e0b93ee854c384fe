package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.TlsMode;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One bad object does not stop the others. */
class BadObjectsTest {
  private static final String STRICT =
      "{\"mtls\": {\"enabledBackend\": \"ca\", \"backends\": [{\"name\": \"ca\", \"type\": \"builtin\"}]}, \"meshServices\": {\"mode\": \"Everywhere\"}}";
  private static final MeshView GOOD = LargeMesh.of(3, 1);

  @Test
  void aMeshWithBadObjectsHasAllTheOthers() throws Exception {
    var dataplanes = new ArrayList<>(GOOD.dataplanes());
    dataplanes.add(dataplane("x-1", "\"address\": \"web.example.com\", \"inbound\": [%s]", 8080));
    dataplanes.add(dataplane("x-2", "\"address\": \"10.9.0.1\", \"inbound\": [%s]", 70_000));
    dataplanes.add(dataplane("x-3", "\"address\": \"10.9.0.2\", \"inbound\": [%s]", -1));
    dataplanes.add(dataplane("x-4", "\"inbound\": [%s]", 8080));
    dataplanes.add(dataplane("x-5", "\"address\": \"10.9.0.4\", \"inbound\": [%s]", 8081));
    var services = new ArrayList<>(GOOD.services());
    services.add(service("bad-vip", "{\"ports\": [{\"port\": 80}]}", "None"));
    services.add(service("host-vip", "{\"ports\": [{\"port\": 80}]}", "1.2.3"));
    services.add(service("ports", "{\"ports\": [{\"port\": 0}, {\"port\": 70000}]}", "241.9.0.1"));
    services.add(service("types", "{\"ports\": {\"port\": []}, \"selector\": 7}", "241.9.0.2"));
    services.add(service("text", "\"x\"", "241.9.0.3"));
    services.add(service("null", "null", "241.9.0.4"));
    var others = new ArrayList<MeshObject>();
    for (ResourceKind kind :
        List.of(
            ResourceKind.ZONE_INGRESS,
            ResourceKind.ZONE_EGRESS,
            ResourceKind.EXTERNAL_SERVICE,
            ResourceKind.TRAFFIC_PERMISSION,
            ResourceKind.MESH_IDENTITY,
            ResourceKind.MESH_TRUST)) {
      for (String spec :
          List.of("{}", "\"x\"", "{\"networking\": [], \"tags\": 1, \"zone\": {}}")) {
        others.add(object(kind, "o" + others.size(), spec, "{}"));
      }
    }
    others.add(
        object(
            ResourceKind.ZONE_INGRESS,
            "west",
            "{\"zone\": \"west\", \"networking\": {\"advertisedAddress\": \"lb.example.com\", \"advertisedPort\": 10001}, \"availableServices\": [{\"mesh\": \"shop\", \"tags\": {\"kuma.io/service\": \"s1\"}}]}",
            "{}"));
    var vips =
        new TreeMap<>(Map.of("s0", "240.0.0.1", "s1", "None", "s2_x_svc_99999", "240.0.0.3"));
    var view =
        new MeshView(
            "shop", spec(STRICT), dataplanes, services, policies(), others, vips, Set.of());
    ProxyConfig config = config(view, "s0-0");
    assertThat(config.of(ResourceType.ENDPOINTS)).containsKeys("s0", "shop_s0__east_msvc_80");
    assertThat(config.of(ResourceType.LISTENER))
        .containsKeys(
            "inbound:10.0.0.1:8080",
            "outbound:240.0.0.1:80",
            "outbound:241.0.0.0:80",
            "outbound:241.0.0.1:80",
            "outbound:241.0.0.2:80")
        .allSatisfy((name, listener) -> assertThat(name).doesNotContain("None", "1.2.3", "70000"));
    assertThat(config.of(ResourceType.ENDPOINTS).values())
        .allSatisfy(endpoints ->
            assertThat(endpoints.body().getValue().toStringUtf8())
                .doesNotContain("example.com", "10.9.0.1", "10.9.0.2"));
    for (DataplaneView bad : dataplanes) {
      assertThat(config(view, bad.name()).of(ResourceType.LISTENER)).isNotEmpty();
    }
  }

  /** Of each kind, with values of wrong types. */
  private static List<MeshObject> policies() throws Exception {
    var policies = new ArrayList<MeshObject>();
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind.role() != ResourceKind.Role.POLICY) {
        continue;
      }
      for (String spec :
          List.of(
              "\"x\"",
              "{\"targetRef\": 7, \"to\": \"x\", \"from\": {}, \"rules\": 1}",
              "{\"to\": [\"x\", {\"targetRef\": {\"kind\": \"Mesh\"}, \"default\": \"x\"}]}",
              "{\"from\": [7, {\"targetRef\": {\"kind\": \"Mesh\"}, \"default\": []}], \"default\": 3}",
              "{\"rules\": [7, {\"default\": \"x\", \"matches\": 7}]}")) {
        policies.add(
            object(
                kind,
                kind.kind().toLowerCase(java.util.Locale.ROOT) + policies.size(),
                spec,
                "{}"));
      }
    }
    return policies;
  }

  @Test
  void aBackendThatIsNotThereIsNoReasonForPlainText() throws Exception {
    MeshView view =
        with(
            "{\"mtls\": {\"enabledBackend\": \"typo\", \"backends\": [{\"name\": \"ca\", \"type\": \"builtin\", \"mode\": \"PERMISSIVE\"}]}}",
            GOOD.services());
    TlsSetup tls =
        Identities.of(
                MeshIndex.of(view, LargeMesh.SETTINGS), view.dataplanes().getFirst(), Naming.LEGACY)
            .orElseThrow();
    assertThat(tls.mode()).isEqualTo(TlsMode.STRICT);
    assertThat(tls.identitySecret()).isEqualTo("identity_cert:secret:shop");
    Listener inbound =
        resource(config(view, "s0-0"), ResourceType.LISTENER, "inbound:10.0.0.1:8080")
            .body()
            .unpack(Listener.class);
    assertThat(inbound.getFilterChainsList())
        .isNotEmpty()
        .allSatisfy(chain -> assertThat(chain.hasTransportSocket()).isTrue());
  }

  @Test
  void ofServicesWithOneAddressTheFirstHasIt() throws Exception {
    var services = new ArrayList<MeshObject>();
    services.add(service("b", "{\"ports\": [{\"port\": 80}]}", "241.0.0.9"));
    services.add(service("a", "{\"ports\": [{\"port\": 80}]}", "241.0.0.9"));
    services.add(
        object(
            ResourceKind.MESH_EXTERNAL_SERVICE,
            "A",
            "{\"match\": {\"port\": 80}}",
            "{\"vip\": {\"ip\": \"241.0.0.9\"}}"));
    for (int i = 0; i < 3; i++) {
      Collections.rotate(services, 1);
      ProxyConfig config = config(with(STRICT, services), "s0-0");
      assertThat(config.of(ResourceType.CLUSTER))
          .containsKey("shop_a__east_msvc_80")
          .doesNotContainKeys("shop_b__east_msvc_80", "shop_A__east_extsvc_80");
    }
  }

  @Test
  void plainTextIsForThisZoneAlone() throws Exception {
    String permissive = STRICT.replace("\"builtin\"", "\"builtin\", \"mode\": \"PERMISSIVE\"");
    var far =
        new MeshObject(
            ResourceKind.MESH_SERVICE,
            "shop",
            "far",
            new TreeMap<>(Map.of("kuma.io/zone", "west")),
            LargeMesh.json("{\"ports\": [{\"port\": 80}]}"),
            LargeMesh.json("{\"vips\": [{\"ip\": \"241.0.0.8\"}]}"));
    MeshObject near = service("near", "{\"ports\": [{\"port\": 80}]}", "241.0.0.9");
    ProxyConfig config = config(with(permissive, List.of(near, far)), "s0-0");
    assertThat(cluster(config, "shop_near__east_msvc_80").hasTransportSocket()).isFalse();
    assertThat(cluster(config, "shop_far__west_msvc_80").hasTransportSocket()).isTrue();
  }

  @Test
  void callersThatSendTheirTagsHaveEndpointsInCommon() throws Exception {
    MeshView view =
        new MeshView(
            "shop",
            spec(STRICT),
            GOOD.dataplanes(),
            GOOD.services(),
            List.of(object(ResourceKind.MESH_FAULT_INJECTION, "f", "{}", "{}")),
            List.of(),
            new TreeMap<>(),
            Set.of());
    MeshIndex mesh = MeshIndex.of(view, LargeMesh.SETTINGS);
    var generator = new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects());
    Map<String, Resource> one = config(generator, mesh, "s0-0").of(ResourceType.ENDPOINTS);
    Map<String, Resource> other = config(generator, mesh, "s1-0").of(ResourceType.ENDPOINTS);
    assertThat(one).isNotEmpty();
    one.forEach((name, resource) -> assertThat(other.get(name)).isSameAs(resource));
  }

  private static Resource resource(ProxyConfig config, ResourceType type, String name) {
    return Objects.requireNonNull(config.of(type).get(name));
  }

  private static Cluster cluster(ProxyConfig config, String name) throws Exception {
    return resource(config, ResourceType.CLUSTER, name).body().unpack(Cluster.class);
  }

  private static ProxyConfig config(MeshView view, String proxy) {
    return config(
        new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects()),
        MeshIndex.of(view, LargeMesh.SETTINGS),
        proxy);
  }

  private static ProxyConfig config(EnvoyGenerator generator, MeshIndex mesh, String proxy) {
    DataplaneView dataplane = mesh.view().dataplane(proxy).orElseThrow();
    Generated generated = generator.generate(mesh, dataplane, LargeMesh.NODE, LargeMesh.ADMIN);
    assertThat(generated).isInstanceOf(Generated.Config.class);
    return ((Generated.Config) generated).config();
  }

  private static MeshView with(String spec, List<MeshObject> services) throws Exception {
    return new MeshView(
        "shop",
        spec(spec),
        GOOD.dataplanes(),
        services,
        List.of(),
        List.of(),
        new TreeMap<>(),
        Set.of());
  }

  private static MeshSpec spec(String json) throws Exception {
    return new ObjectMapper().readValue(json, MeshSpec.class);
  }

  private static DataplaneView dataplane(String name, String networking, int port)
      throws Exception {
    String inbound =
        "{\"port\": %d, \"tags\": {\"kuma.io/service\": \"s0\", \"kuma.io/protocol\": \"http\"}}"
            .formatted(port);
    return new DataplaneView(
        "shop",
        name,
        new TreeMap<>(),
        new ObjectMapper()
            .readValue(
                "{\"networking\": {%s}}".formatted(networking.formatted(inbound)),
                DataplaneSpec.class));
  }

  private static MeshObject service(String name, String spec, String vip) {
    return object(
        ResourceKind.MESH_SERVICE,
        name,
        spec,
        "{\"vips\": [{\"ip\": \"%s\"}], \"addresses\": [{\"hostname\": \"%s.mesh\"}]}"
            .formatted(vip, name));
  }

  private static MeshObject object(ResourceKind kind, String name, String spec, String status) {
    return new MeshObject(
        kind,
        "shop",
        name,
        new TreeMap<>(Map.of("kuma.io/mesh", "shop", "kuma.io/zone", "east")),
        LargeMesh.json(spec),
        LargeMesh.json(status));
  }
}
