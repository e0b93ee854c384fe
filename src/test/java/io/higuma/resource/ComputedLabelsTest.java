package io.higuma.resource;

import static io.higuma.resource.ResourceKind.DATAPLANE;
import static io.higuma.resource.ResourceKind.HOSTNAME_GENERATOR;
import static io.higuma.resource.ResourceKind.MESH;
import static io.higuma.resource.ResourceKind.MESH_MULTI_ZONE_SERVICE;
import static io.higuma.resource.ResourceKind.MESH_TIMEOUT;
import static io.higuma.resource.ResourceKind.TRAFFIC_ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.resource.ProxyShape.Listener;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputedLabelsTest {
  private final ComputedLabels ofZone = new ComputedLabels(Mode.ZONE, "east");
  private final ComputedLabels ofGlobal = new ComputedLabels(Mode.GLOBAL, "");

  @Test
  void aPolicyOfAZoneSaysWhereItIsFrom() {
    assertThat(
            ofZone.of(
                MESH_TIMEOUT,
                Map.of("team", "shop"),
                LabelFacts.of("", "shop").withRole(PolicyRole.CONSUMER)))
        .isEqualTo(
            Map.of(
                "team", "shop",
                "kuma.io/mesh", "default",
                "kuma.io/origin", "zone",
                "kuma.io/zone", "east",
                "kuma.io/env", "kubernetes",
                "k8s.kuma.io/namespace", "shop",
                "kuma.io/policy-role", "consumer"));
  }

  @Test
  void whatIsThereStays() {
    var existing =
        Map.of(
            "kuma.io/mesh", "red",
            "kuma.io/origin", "zone",
            "kuma.io/zone", "west",
            "kuma.io/env", "universal",
            "k8s.kuma.io/namespace", "other");
    assertThat(ofZone.of(MESH_TIMEOUT, existing, LabelFacts.of("blue", "shop")))
        .isEqualTo(existing);
  }

  @Test
  void butTheRoleIsOurs() {
    assertThat(
            ofZone.of(
                MESH_TIMEOUT,
                Map.of("kuma.io/policy-role", "system"),
                LabelFacts.of("", "shop").withRole(PolicyRole.WORKLOAD_OWNER)))
        .containsEntry("kuma.io/policy-role", "workload-owner");
  }

  @Test
  void whatCameFromTheGlobalControlPlaneIsLeftAsItIs() {
    var existing = Map.of("kuma.io/origin", "global", "kuma.io/mesh", "red");
    assertThat(
            ofZone.of(
                MESH_TIMEOUT,
                existing,
                LabelFacts.of("", "kuma-system").withRole(PolicyRole.SYSTEM)))
        .isEqualTo(existing);
  }

  @Test
  void whatWasMadeHereIsLocalWhateverItSays() {
    assertThat(
            ofZone.of(
                MESH_TIMEOUT,
                Map.of("kuma.io/origin", "global", "kuma.io/policy-role", "system"),
                LabelFacts.of("", "shop").withRole(PolicyRole.CONSUMER).madeHere()))
        .isEqualTo(
            Map.of(
                "kuma.io/mesh", "default",
                "kuma.io/origin", "zone",
                "kuma.io/zone", "east",
                "kuma.io/env", "kubernetes",
                "k8s.kuma.io/namespace", "shop",
                "kuma.io/policy-role", "consumer"));
    assertThat(
            ofZone.of(
                MESH_TIMEOUT,
                Map.of("kuma.io/origin", "moon"),
                LabelFacts.of("", "shop").withRole(PolicyRole.CONSUMER).madeHere()))
        .as("validation names it")
        .containsEntry("kuma.io/origin", "moon")
        .containsEntry("kuma.io/policy-role", "consumer");
  }

  @Test
  void whatOnlyTheGlobalControlPlaneMakesHasNoOrigin() {
    assertThat(ofZone.of(MESH, Map.of(), LabelFacts.of("", ""))).isEmpty();
    assertThat(ofZone.of(TRAFFIC_ROUTE, Map.of(), LabelFacts.of("red", "")))
        .isEqualTo(Map.of("kuma.io/mesh", "red"));
    assertThat(ofZone.of(MESH_MULTI_ZONE_SERVICE, Map.of(), LabelFacts.of("red", "shop")))
        .isEqualTo(Map.of("kuma.io/mesh", "red", "k8s.kuma.io/namespace", "shop"));
  }

  @Test
  void theGlobalControlPlaneNamesNoZone() {
    assertThat(
            ofGlobal.of(
                MESH_TIMEOUT,
                Map.of(),
                LabelFacts.of("", "kuma-system").withRole(PolicyRole.SYSTEM)))
        .isEqualTo(
            Map.of(
                "kuma.io/mesh", "default",
                "k8s.kuma.io/namespace", "kuma-system",
                "kuma.io/policy-role", "system"));
    assertThat(
            ofGlobal.of(
                HOSTNAME_GENERATOR,
                Map.of("kuma.io/origin", "zone"),
                LabelFacts.of("", "kuma-system")))
        .isEqualTo(Map.of("kuma.io/origin", "zone"));
  }

  @Test
  void aProxySaysWhatItIs() {
    var facts =
        LabelFacts.of("", "shop")
            .withProxy(new ProxyShape(ProxyShape.Type.SIDECAR, Set.of(Listener.ZONE_EGRESS)))
            .withServiceAccount("cart")
            .withWorkload("cart-app");
    assertThat(
            ofZone.of(
                DATAPLANE,
                Map.of(
                    "kuma.io/proxy-type", "gateway",
                    "kuma.io/listener-zoneingress", "enabled",
                    "kuma.io/workload", "old"),
                facts))
        .containsEntry("kuma.io/proxy-type", "sidecar")
        .containsEntry("kuma.io/listener-zoneegress", "enabled")
        .doesNotContainKey("kuma.io/listener-zoneingress")
        .containsEntry("k8s.kuma.io/service-account", "cart")
        .containsEntry("kuma.io/workload", "cart-app");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                   | SIDECAR |
          7                                                                    | SIDECAR |
          {networking: {gateway: {type: BUILTIN}}}                             | GATEWAY |
          {networking: {gateway: {type: 1}}}                                   | GATEWAY |
          {networking: {gateway: {type: DELEGATED}}}                           | SIDECAR |
          {networking: {gateway: {tags: {a: b}}}}                              | SIDECAR |
          {networking: {listeners: [{type: ZoneIngress}, 7, {type: 2}, {}]}}   | SIDECAR | ZONE_INGRESS ZONE_EGRESS
          {networking: {listeners: {type: ZoneIngress}}}                       | SIDECAR |
          """)
  void theShapeOfADataplaneFollowsFromItsSpec(String spec, ProxyShape.Type type, String listeners) {
    ProxyShape shape = ProxyShape.ofDataplane(Views.tree(spec));
    assertThat(shape.type()).isEqualTo(type);
    assertThat(shape.listeners())
        .extracting(Enum::name)
        .containsExactlyInAnyOrder(listeners == null ? new String[0] : listeners.split(" "));
  }

  @Test
  void aSecondPassChangesNothing() {
    for (ResourceKind kind : ResourceKind.values()) {
      var facts = LabelFacts.of("red", "shop").withRole(PolicyRole.PRODUCER);
      Map<String, String> once = ofZone.of(kind, Map.of("a", "b"), facts);
      assertThat(ofZone.of(kind, once, facts)).as(kind.kind()).isEqualTo(once);
    }
  }
}
