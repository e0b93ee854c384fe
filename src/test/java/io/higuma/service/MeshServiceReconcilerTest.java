package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshServiceSpec;
import io.higuma.api.v1alpha1.MeshServiceSpec.Identity;
import io.higuma.api.v1alpha1.MeshSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshServiceReconcilerTest {
  private static final ObjectKey WEB = new ObjectKey("shop", "web");
  private static final String AROUND =
      """
      kind: Namespace
      apiVersion: v1
      metadata: {name: shop, labels: {kuma.io/sidecar-injection: enabled}}
      ---
      kind: Mesh
      apiVersion: kuma.io/v1alpha1
      metadata: {name: default}
      spec: {meshServices: {mode: Exclusive}}
      ---
      """;
  private static final String SERVICE =
      """
      kind: Service
      apiVersion: v1
      metadata: {name: web, namespace: shop, uid: first, labels: {team: a}}
      spec:
        clusterIP: 10.0.0.7
        selector: {app: web}
        ports:
        - {port: 80, protocol: TCP}
        - {port: 53, protocol: UDP}
      """;
  private static final String HEADLESS =
      """
      kind: Service
      apiVersion: v1
      metadata: {name: web, namespace: shop, uid: first}
      spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80, protocol: TCP}]}
      ---
      kind: Pod
      apiVersion: v1
      metadata: {name: web-0, namespace: shop, uid: "0", labels: {kuma.io/mesh: default}}
      ---
      kind: Pod
      apiVersion: v1
      metadata: {name: web-1, namespace: shop, uid: "1", labels: {kuma.io/mesh: default}}
      ---
      kind: EndpointSlice
      apiVersion: discovery.k8s.io/v1
      metadata: {name: web, namespace: shop, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      endpoints:
      - {addresses: [10.1.0.1], targetRef: {kind: Pod, name: web-0, uid: "0"}}
      - {addresses: [10.1.0.2], targetRef: {kind: Pod, name: web-1, uid: "1"}}
      """;

  private final RecordedEvents events = new RecordedEvents();

  @Test
  void aNameForPeopleIsGivenAndNotTakenAway() {
    var stored = StoredObjects.of(AROUND + SERVICE);
    reconcile(stored);
    MeshService made = stored.get(MeshService.class, "MeshService shop/web").orElseThrow();
    assertThat(made.getMetadata().getAnnotations()).containsEntry("kuma.io/display-name", "web");
    // Somebody gives it another one
    made.getMetadata().setAnnotations(Map.of("kuma.io/display-name", "shop window"));
    stored.put(made);
    stored.takeLog();
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
    // One of an older version has none
    made.getMetadata().setAnnotations(Map.of());
    stored.put(made);
    reconcile(stored);
    assertThat(stored.takeLog())
        .containsExactly(
            "patch MeshService shop/web {\"metadata\":{\"annotations\":{\"kuma.io/display-name\":\"web\"}}}");
  }

  @Test
  void createsWhatIsMissingAndThenNothing() {
    var stored = StoredObjects.of(AROUND + SERVICE);
    reconcile(stored);
    assertThat(stored.takeLog()).containsExactly("create MeshService shop/web");
    assertThat(events.texts())
        .containsExactly(
            "Normal CreatedMeshService web: Created Kuma MeshService: web",
            "Normal IgnoredUnsupportedPort web: A mesh serves TCP only: ports left out of the MeshService: 53 (UDP)");
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
    assertThat(events.texts()).hasSize(2);
  }

  @Test
  void changesWhatFollowsFromTheServiceAndLeavesTheRest() {
    // Given
    var stored = StoredObjects.of(AROUND + SERVICE);
    reconcile(stored);
    stored.takeLog();
    MeshService made = stored.get(MeshService.class, "MeshService shop/web").orElseThrow();
    made.setSpec(
        new MeshServiceSpec(
            made.getSpec().selector(),
            made.getSpec().ports(),
            List.of(new Identity("ServiceTag", "web_shop_svc_80")),
            "Available"));
    Service service = stored.get(Service.class, "Service shop/web").orElseThrow();
    service.getMetadata().setLabels(Map.of("tier", "front"));
    service.getSpec().setSelector(Map.of("app", "shop"));
    // When
    reconcile(stored);
    // Then
    assertThat(stored.takeLog())
        .containsExactly(
            "patch MeshService shop/web {\"metadata\":{\"labels\":{\"tier\":\"front\",\"team\":null}},\"spec\":{\"selector\":{\"dataplaneTags\":{\"app\":\"shop\"}}}}");
    assertThat(stored.get(MeshService.class, "MeshService shop/web").orElseThrow().getSpec())
        .satisfies(spec -> assertThat(spec.identities()).hasSize(1))
        .satisfies(spec -> assertThat(spec.state()).isEqualTo("Available"));
    assertThat(events.texts())
        .contains("Normal UpdatedMeshService web: Updated Kuma MeshService: web");
  }

  @Test
  void followsAServiceThatWasMadeAnew() {
    var stored = StoredObjects.of(AROUND + SERVICE);
    reconcile(stored);
    stored.takeLog();
    Service again = stored.get(Service.class, "Service shop/web").orElseThrow();
    again.getMetadata().setUid("second");
    again.getSpec().setClusterIP("10.0.0.8");
    reconcile(stored);
    MeshService made = stored.get(MeshService.class, "MeshService shop/web").orElseThrow();
    assertThat(made.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("second");
    assertThat(made.getStatus().vips()).extracting("ip").containsExactly("10.0.0.8");
  }

  @Test
  void leavesAMeshServiceOfAUserAlone() {
    var stored =
        StoredObjects.of(
            AROUND
                + SERVICE
                + """
                ---
                kind: MeshService
                apiVersion: kuma.io/v1alpha1
                metadata: {name: web, namespace: shop}
                """);
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
    assertThat(events.texts())
        .containsExactly(
            "Warning FailedToGenerateMeshService web: Failed to generate MeshService: a MeshService web exists already, and was not made from this Service; rename or delete it");
    stored.get(Mesh.class, "Mesh default").orElseThrow().setSpec(MeshSpec.EMPTY);
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
  }

  @Test
  void keepsOneForEachPodOfAHeadlessService() {
    var stored = StoredObjects.of(AROUND + HEADLESS);
    reconcile(stored);
    assertThat(stored.takeLog())
        .containsExactly(
            "create MeshService shop/web-0-6cc567fbcc", "create MeshService shop/web-1-6cc567fbcc");
    assertThat(events.texts())
        .containsExactly("Normal CreatedMeshService web: Created 2 MeshServices");
    // When a pod goes
    stored.remove("Pod", "shop/web-1");
    reconcile(stored);
    assertThat(stored.takeLog()).containsExactly("delete MeshService shop/web-1-6cc567fbcc");
    // When one comes back under its name
    Pod again = stored.get(Pod.class, "Pod shop/web-0").orElseThrow();
    again.getMetadata().setUid("another");
    reconcile(stored);
    assertThat(stored.takeLog()).containsExactly("delete MeshService shop/web-0-6cc567fbcc");
  }

  @Test
  void removesAllWhenTheMeshWantsNone() {
    var stored = StoredObjects.of(AROUND + HEADLESS);
    reconcile(stored);
    stored.takeLog();
    stored.get(Mesh.class, "Mesh default").orElseThrow().setSpec(MeshSpec.EMPTY);
    reconcile(stored);
    assertThat(stored.takeLog())
        .containsExactly(
            "delete MeshService shop/web-0-6cc567fbcc", "delete MeshService shop/web-1-6cc567fbcc");
  }

  @Test
  void aCacheThatIsBehindIsNoNews() {
    var stored = StoredObjects.of(AROUND + SERVICE);
    stored.beOutdated();
    reconcile(stored);
    assertThat(events.texts()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithTheNamespace() {
    var stored = StoredObjects.of(AROUND.replace(": enabled", ": maybe") + SERVICE);
    reconcile(stored);
    assertThat(stored.takeLog()).isEmpty();
    assertThat(events.texts())
        .singleElement()
        .asString()
        .startsWith("Warning FailedToGenerateMeshService web: metadata.labels")
        .contains("Namespace shop", "\"maybe\"");
  }

  private void reconcile(StoredObjects stored) {
    KnownServices known = stored.known();
    new MeshServiceReconciler(
            known,
            new MeshServicePlanner(known, MeshServiceSettings.of(Configs.defaults())),
            stored,
            events)
        .reconcile(WEB);
  }
}
