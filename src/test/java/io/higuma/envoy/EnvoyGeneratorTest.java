package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ReferenceEquality") // which objects are shared is what is tested
class EnvoyGeneratorTest {
  private final EnvoyGenerator generator =
      new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects());

  @Test
  void proxiesOfAMeshHaveTheirOutboundsInCommon() {
    MeshIndex mesh = MeshIndex.of(LargeMesh.of(20, 2), LargeMesh.SETTINGS);
    ProxyConfig one = config(mesh, "s0-0");
    ProxyConfig other = config(mesh, "s7-1");
    for (ResourceType type : List.of(ResourceType.ENDPOINTS, ResourceType.CLUSTER)) {
      one.of(type)
          .forEach((name, resource) -> {
            if (name.startsWith("shop_s")) {
              assertThat(other.of(type).get(name)).as(name).isSameAs(resource);
            }
          });
    }
    assertThat(sharedListeners(one, other)).isEqualTo(20);
    assertThat(one.of(ResourceType.ENDPOINTS)).hasSize(20);
  }

  private static long sharedListeners(ProxyConfig one, ProxyConfig other) {
    return one.of(ResourceType.LISTENER).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("outbound:241."))
        .filter(entry -> other.of(ResourceType.LISTENER).get(entry.getKey()) == entry.getValue())
        .count();
  }

  @Test
  void anEndpointThatChangesChangesOneResource() {
    MeshView before = LargeMesh.of(20, 2);
    MeshIndex mesh = MeshIndex.of(before, LargeMesh.SETTINGS);
    ProxyConfig first = config(mesh, "s0-0");
    ProxyConfig second = config(mesh.after(LargeMesh.without(before, 5, 1)), "s0-0");
    assertThat(differences(first, second)).containsExactly("ENDPOINTS shop_s5__east_msvc_80");
  }

  @Test
  void whatAnEndpointDoesNotConcernIsNotLookedAtAgain() {
    MeshView before = LargeMesh.of(20, 2);
    MeshIndex mesh = MeshIndex.of(before, LargeMesh.SETTINGS);
    ProxyConfig first = config(mesh, "s0-0");
    ProxyConfig second = config(mesh.after(LargeMesh.without(before, 5, 1)), "s0-0");
    for (ResourceType type : ResourceType.values()) {
      boolean isSame = first.all(type) == second.all(type);
      assertThat(isSame).as(type.name()).isEqualTo(type != ResourceType.ENDPOINTS);
    }
    assertThat(first.parts()).filteredOn(Reading.class::isInstance).hasSize(1);
    assertThat(second.parts())
        .filteredOn(Reading.class::isInstance)
        .allMatch(reading -> first.parts().stream().anyMatch(one -> one == reading));
  }

  @Test
  void aChangeOfTheRestOfTheMeshIsSeen() {
    MeshView before = LargeMesh.of(3, 1);
    MeshIndex mesh = MeshIndex.of(before, LargeMesh.SETTINGS);
    ProxyConfig first = config(mesh, "s0-0");
    String timeout =
        "{\"to\": [{\"targetRef\": {\"kind\": \"Mesh\"}, \"default\": {\"connectionTimeout\": \"7s\"}}]}";
    ProxyConfig second =
        config(
            mesh.after(
                LargeMesh.with(before, LargeMesh.policy(ResourceKind.MESH_TIMEOUT, timeout))),
            "s0-0");
    assertThat(differences(first, second))
        .contains("CLUSTER shop_s1__east_msvc_80", "CLUSTER shop_s2__east_msvc_80");
  }

  @Test
  void aPolicyForAServiceByItsLabelsSeesThatTheyChange() {
    String timeout =
        "{\"to\": [{\"targetRef\": {\"kind\": \"MeshService\", \"labels\": {\"tier\": \"slow\"}}, \"default\": {\"connectionTimeout\": \"7s\"}}]}";
    MeshView before =
        LargeMesh.with(LargeMesh.of(3, 1), LargeMesh.policy(ResourceKind.MESH_TIMEOUT, timeout));
    MeshIndex mesh = MeshIndex.of(before, LargeMesh.SETTINGS);
    ProxyConfig first = config(mesh, "s0-0");
    MeshIndex later = mesh.after(LargeMesh.labelled(before, 1, "tier", "slow"));
    assertThat(differences(first, config(later, "s0-0")))
        .containsExactly("CLUSTER shop_s1__east_msvc_80");
    assertThat(later.confs()).isNotSameAs(mesh.confs());
  }

  @Test
  void theConfsStayWhenAServiceHasAnotherAddress() {
    MeshView before = LargeMesh.of(3, 1);
    MeshIndex mesh = MeshIndex.of(before, LargeMesh.SETTINGS);
    ProxyConfig first = config(mesh, "s0-0");
    MeshIndex later = mesh.after(LargeMesh.readdressed(before, 1, "241.9.9.9"));
    assertThat(later.confs()).isSameAs(mesh.confs());
    assertThat(first.of(ResourceType.LISTENER)).containsKey("outbound:241.0.0.1:80");
    assertThat(config(later, "s0-0").of(ResourceType.LISTENER))
        .containsKey("outbound:241.9.9.9:80")
        .doesNotContainKey("outbound:241.0.0.1:80");
  }

  @Test
  void whatIsMadeAgainIsTheSame() {
    MeshView view = LargeMesh.of(5, 2);
    ProxyConfig first = config(MeshIndex.of(view, LargeMesh.SETTINGS), "s0-0");
    ProxyConfig again = config(MeshIndex.of(view, LargeMesh.SETTINGS), "s0-0");
    assertThat(differences(first, again)).isEmpty();
    var other = new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects());
    ProxyConfig elsewhere =
        config(other, MeshIndex.of(view, LargeMesh.SETTINGS), LargeMesh.dataplane(0, 0, "Ready"));
    first
        .resources()
        .forEach((type, resources) ->
            resources
                .named()
                .forEach((name, resource) ->
                    assertThat(elsewhere.of(type).get(name)).as(name).isEqualTo(resource)));
  }

  @Test
  void aProxyThatSaysNonsenseIsRefusedWithAllThatIsWrong() {
    MeshIndex mesh = MeshIndex.of(LargeMesh.of(1, 1), LargeMesh.SETTINGS);
    NodeMetadata node =
        NodeMetadata.of(
            LargeMesh.json(
                "{\"dataplane.admin.port\": \"9901\", \"dataplane.admin.address\": \"10.0.0.1\"}"));
    Generated generated =
        generator.generate(mesh, LargeMesh.dataplane(0, 0, "Ready"), node, LargeMesh.ADMIN);
    assertThat(generated)
        .isInstanceOfSatisfying(
            Generated.Refused.class,
            refused ->
                assertThat(refused.violations())
                    .map(Object::toString)
                    .containsExactly(
                        "metadata[\"dataplane.admin.address\"]: must be 127.0.0.1, 0.0.0.0, ::1, :: or empty, but was 10.0.0.1",
                        "metadata[\"dataplane.readinessReporter.port\"]: must be a port as text, because there is an admin port"));
  }

  private ProxyConfig config(MeshIndex mesh, String proxy) {
    DataplaneView dataplane =
        mesh.view().dataplanes().stream()
            .filter(one -> one.name().equals(proxy))
            .findFirst()
            .orElseThrow();
    return config(generator, mesh, dataplane);
  }

  private static ProxyConfig config(
      EnvoyGenerator generator, MeshIndex mesh, DataplaneView dataplane) {
    Generated generated = generator.generate(mesh, dataplane, LargeMesh.NODE, LargeMesh.ADMIN);
    assertThat(generated).isInstanceOf(Generated.Config.class);
    return ((Generated.Config) generated).config();
  }

  /** Resources that are not the same object in both. */
  private static List<String> differences(ProxyConfig before, ProxyConfig after) {
    var different = new ArrayList<String>();
    for (Map.Entry<ResourceType, Resources> type : before.resources().entrySet()) {
      assertThat(after.of(type.getKey()).keySet()).isEqualTo(type.getValue().named().keySet());
      type.getValue()
          .named()
          .forEach((name, resource) -> {
            if (after.of(type.getKey()).get(name) != resource) {
              different.add(type.getKey() + " " + name);
            }
          });
    }
    return different;
  }
}
