package io.higuma.resource;

import static io.higuma.resource.ResourceKind.DATAPLANE;
import static io.higuma.resource.ResourceKind.DATAPLANE_INSIGHT;
import static io.higuma.resource.ResourceKind.MESH;
import static io.higuma.resource.ResourceKind.MESH_IDENTITY;
import static io.higuma.resource.ResourceKind.MESH_INSIGHT;
import static io.higuma.resource.ResourceKind.MESH_MULTI_ZONE_SERVICE;
import static io.higuma.resource.ResourceKind.MESH_SERVICE;
import static io.higuma.resource.ResourceKind.MESH_TIMEOUT;
import static io.higuma.resource.ResourceKind.WORKLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.resource.WriteRules.Form;
import io.higuma.resource.WriteRules.OriginLabels;
import io.higuma.resource.WriteRules.Position;
import io.higuma.resource.WriteRules.Refusal;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WriteRulesTest {
  private static final String SYSTEM = "kuma-system";
  private static final String FROM_ZONE = "metadata: {labels: {kuma.io/origin: zone}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "operator@example.com",
        "system:serviceaccount:kuma-system:kuma-control-plane",
        "system:serviceaccount:kube-system:generic-garbage-collector",
        "system:serviceaccount:kube-system:namespace-controller"
      })
  void someUsersMayWriteEverything(String user) {
    assertThat(rules(Position.GLOBAL).refusal(view(DATAPLANE_INSIGHT, "{}"), "shop", user))
        .isEmpty();
  }

  @Test
  void namesAreComparedWhole() {
    assertThat(
            rules(Position.ALONE)
                .refusal(
                    view(MESH_INSIGHT, "{}"),
                    "",
                    "system:serviceaccount:kuma-system:kuma-control-plane2"))
        .isPresent();
  }

  @Test
  void onGlobalEverythingIsInTheSystemNamespace() {
    assertThat(refusal(Position.GLOBAL, MESH_TIMEOUT, "shop", "{}"))
        .isEqualTo(
            new Refusal(
                "on Global CP the policy can be created only in the system namespace:kuma-system",
                List.of(),
                Form.SHORT));
    assertThat(refused(Position.GLOBAL, MESH_TIMEOUT, SYSTEM, "{}")).isEmpty();
    assertThat(refused(Position.GLOBAL, MESH, "", "{}")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "GLOBAL", mode = EnumSource.Mode.EXCLUDE)
  void someKindsAreInTheSystemNamespaceOfAZone(Position position) {
    assertThat(refusal(position, MESH_IDENTITY, "shop", FROM_ZONE))
        .isEqualTo(
            new Refusal(
                "resource type MeshIdentity can be created only in the system namespace:kuma-system",
                List.of(),
                Form.SHORT));
    assertThat(refused(position, MESH_IDENTITY, SYSTEM, FROM_ZONE)).isEmpty();
    assertThat(refused(position, MESH_TIMEOUT, "shop", FROM_ZONE)).isEmpty();
  }

  @Test
  void insightsAreRead() {
    assertThat(refusal(Position.ALONE, DATAPLANE_INSIGHT, "shop", "{}"))
        .isEqualTo(
            new Refusal(
                "Operation not allowed. Kuma resources like DataplaneInsight can be updated or deleted only from the GLOBAL control plane and not from a ZONE control plane.",
                List.of(),
                Form.FULL));
    assertThat(refusal(Position.GLOBAL, MESH_INSIGHT, "", "{}").message())
        .contains("only from the ZONE control plane and not from a GLOBAL control plane");
  }

  @Test
  void oneControlPlaneAloneMakesAllOthers() {
    assertThat(refused(Position.ALONE, MESH, "", "{}")).isEmpty();
    assertThat(refused(Position.ALONE, MESH_MULTI_ZONE_SERVICE, "shop", "{}")).isEmpty();
    assertThat(refused(Position.ALONE, DATAPLANE, "shop", "{}")).isEmpty();
    assertThat(refused(Position.ALONE, MESH_TIMEOUT, SYSTEM, "{}")).isEmpty();
  }

  @Test
  void severalControlPlanesShareTheWork() {
    assertThat(refusal(Position.ZONE, MESH, "", "{}").message())
        .contains("like Mesh can be updated or deleted only from the GLOBAL control plane");
    assertThat(refused(Position.ZONE, MESH_MULTI_ZONE_SERVICE, "shop", "{}")).isPresent();
    assertThat(refused(Position.ZONE, WORKLOAD, "shop", "{}")).isEmpty();
    assertThat(refusal(Position.GLOBAL, MESH_SERVICE, SYSTEM, "{}").message())
        .contains("like MeshService can be updated or deleted only from the ZONE control plane");
    assertThat(refused(Position.GLOBAL, MESH, "", "{}")).isEmpty();
  }

  @Test
  void aFederatedZoneWantsThePolicysRole() {
    String mixed = FROM_ZONE + "\nspec: {to: [{}], from: [{}]}";
    assertThat(refusal(Position.ZONE, MESH_TIMEOUT, "shop", mixed))
        .isEqualTo(
            new Refusal(
                "it's not allowed to mix 'to' and 'from' arrays in the same policy",
                List.of(),
                Form.FULL));
    assertThat(refused(Position.ZONE, MESH_TIMEOUT, SYSTEM, mixed)).isEmpty();
    assertThat(refused(Position.ALONE, MESH_TIMEOUT, "shop", mixed)).isEmpty();
  }

  @Test
  void theSystemNamespaceOfAFederatedZoneWantsTheOrigin() {
    assertThat(refusal(Position.ZONE, MESH_TIMEOUT, SYSTEM, "{}"))
        .isEqualTo(
            new Refusal(
                "Operation not allowed. Applying policies on Zone CP on a system namespace requires 'kuma.io/origin' label to be set to 'zone'.",
                List.of(
                    new Violation(
                        FieldPath.of("metadata.labels[kuma.io/origin]"), "cannot be empty")),
                Form.FULL));
    assertThat(refused(Position.ZONE, MESH_TIMEOUT, "shop", "{}")).isEmpty();
  }

  @Test
  void labelsTellTheTruthAboutTheZone() {
    assertThat(
            refusal(
                    Position.ZONE,
                    MESH_TIMEOUT,
                    "shop",
                    "metadata: {labels: {kuma.io/origin: zone, kuma.io/zone: west}}")
                .message())
        .isEqualTo(
            "Operation not allowed. 'kuma.io/zone' label should have 'east' value, got 'west'");
    assertThat(refusal(Position.GLOBAL, MESH_TIMEOUT, SYSTEM, FROM_ZONE).message())
        .isEqualTo(
            "Operation not allowed. 'kuma.io/origin' label should have 'global' value, got 'zone'");
  }

  @Test
  void labelsCountForNothingWhereTheyAreNotChecked() {
    var rules =
        new WriteRules(
            Position.ZONE,
            "east",
            SYSTEM,
            PrivilegedUsers.of(List.of(), SYSTEM),
            OriginLabels.UNCHECKED);
    assertThat(rules.refusal(view(MESH_TIMEOUT, "{}"), SYSTEM, "somebody")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSyncedIsInTheSystemNamespaceOrWrittenByWhoMay(Position position) {
    assertThat(rules(position).maybeSynced("shop", "somebody")).isFalse();
    assertThat(rules(position).maybeSynced("shop", "operator@example.com")).isTrue();
    assertThat(rules(position).maybeSynced(SYSTEM, "somebody")).isTrue();
    assertThat(rules(position).maybeSynced("", "somebody")).isTrue();
  }

  private static Refusal refusal(
      Position position, ResourceKind kind, String namespace, String yaml) {
    return refused(position, kind, namespace, yaml).orElseThrow();
  }

  private static Optional<Refusal> refused(
      Position position, ResourceKind kind, String namespace, String yaml) {
    return rules(position).refusal(view(kind, yaml), namespace, "somebody");
  }

  private static ResourceView view(ResourceKind kind, String yaml) {
    return Views.of(kind, yaml);
  }

  private static WriteRules rules(Position position) {
    return new WriteRules(
        position,
        "east",
        SYSTEM,
        PrivilegedUsers.of(List.of("operator@example.com"), SYSTEM),
        OriginLabels.CHECKED);
  }
}
