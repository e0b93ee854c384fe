package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.api.v1alpha1.MeshServiceSpec.Identity;
import io.higuma.api.v1alpha1.MeshServiceStatus.Tls;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The status of a MeshService while not everything has been read. */
class MeshServiceStatusReconcilerTest {
  private static final String ID = "spiffe://default.east.mesh.local/ns/shop/sa/web";
  private static final String OBJECTS =
      """
      kind: Mesh
      apiVersion: kuma.io/v1alpha1
      metadata: {name: default}
      spec: {}
      ---
      kind: Dataplane
      apiVersion: kuma.io/v1alpha1
      mesh: default
      metadata: {name: a, namespace: shop}
      spec: {networking: {address: 10.1.0.1, inbound: [{port: 80, tags: {app: web}}]}}
      ---
      kind: MeshService
      apiVersion: kuma.io/v1alpha1
      metadata: {name: web, namespace: shop, labels: {kuma.io/mesh: default}}
      spec: {selector: {dataplaneTags: {app: web}}, ports: [{port: 80}], identities: [{type: SpiffeID, value: "%s"}]}
      status: {tls: {status: %s}}
      """;

  /** One that has read everything but MeshIdentities. */
  private record Starting(KnownServices known) implements StatusSurroundings {
    @Override
    public Optional<Mesh> mesh(String name) {
      return known.mesh(name);
    }

    @Override
    public Optional<MeshService> meshService(ObjectKey key) {
      return known.meshService(key);
    }

    @Override
    public List<Dataplane> dataplanesOf(MeshService service) {
      return known.dataplanesOf(service);
    }
  }

  @Test
  void untilMeshIdentitiesAreReadWhatIsThereStays() {
    for (String tls : List.of("Ready", "NotReady")) {
      StoredObjects stored = StoredObjects.of(OBJECTS.formatted(ID, tls));
      reconcile(stored, new Starting(stored.known()));
      MeshService service = service(stored);
      assertThat(service.getSpec().identities()).containsExactly(new Identity("SpiffeID", ID));
      assertThat(service.getStatus().tls()).isEqualTo(new Tls(tls));
    }
  }

  @Test
  void whereThereIsNoMeshIdentityItsIdsGoAndTlsIsNotReady() {
    StoredObjects stored = StoredObjects.of(OBJECTS.formatted(ID, "Ready"));
    reconcile(stored, stored.known());
    MeshService service = service(stored);
    assertThat(service.getSpec().identities()).isEmpty();
    assertThat(service.getStatus().tls()).isEqualTo(new Tls("NotReady"));
  }

  private static void reconcile(StoredObjects stored, StatusSurroundings surroundings) {
    new MeshServiceStatusReconciler(surroundings, stored.known(), stored)
        .reconcile(new ObjectKey("shop", "web"));
  }

  private static MeshService service(StoredObjects stored) {
    return stored.get(MeshService.class, "MeshService shop/web").orElseThrow();
  }
}
