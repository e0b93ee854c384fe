package io.higuma.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.Untouched;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.leader.Leadership;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class DataplaneReconcilerTest {
  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesMockServer server;

  private final RecordedEvents events = new RecordedEvents();
  private Completeness completeness = Completeness.COMPLETE;

  @Test
  void createsWhatIsMissing() {
    UpdateControl<Pod> control = reconcile(pod());
    assertThat(control.isNoUpdate()).isTrue();
    Dataplane stored = Objects.requireNonNull(stored());
    assertThat(stored.getMesh()).isEqualTo("default");
    assertThat(stored.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("uid-web");
    assertThat(stored.getMetadata().getAnnotations()).containsEntry("kuma.io/display-name", "web");
    assertThat(events.texts())
        .containsExactly("Normal CreatedKumaDataplane web: Created Kuma Dataplane: web");
  }

  @Test
  void waitsUntilTheCachesHaveEverything() {
    completeness = Completeness.PARTIAL;
    assertThat(reconcile(pod()).getScheduleDelay()).isPresent();
    assertThat(stored()).isNull();
  }

  @Test
  void writesOnlyWhatChanged() {
    reconcile(pod());
    Dataplane first = Objects.requireNonNull(stored());
    // When nothing is new
    reconcile(pod(), first);
    assertThat(Objects.requireNonNull(stored()).getMetadata().getResourceVersion())
        .isEqualTo(first.getMetadata().getResourceVersion());
    // When a Service comes
    reconcile(pod(), first, service());
    assertThat(
            Objects.requireNonNull(Objects.requireNonNull(stored()).getSpec().networking())
                .inbound())
        .singleElement()
        .satisfies(inbound -> assertThat(inbound.port()).isEqualTo(8080));
    assertThat(events.texts())
        .hasSize(2)
        .last()
        .isEqualTo("Normal UpdatedKumaDataplane web: Updated Kuma Dataplane: web");
  }

  @Test
  void whatIsNotWelcomeInItsMeshIsNotWritten() {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    mesh.setSpec(
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                constraints:
                  dataplaneProxy:
                    requirements:
                    - tags: {team: payments}
                """,
                MeshSpec.class));
    UpdateControl<Pod> control =
        new DataplaneReconciler(
                client,
                Leadership.ALONE,
                new PodToDataplane(
                    new KnownObjects(List.of(mesh, service())),
                    DataplaneSettings.of(Configs.defaults())),
                new KnownPod(Optional.of(pod()), completeness),
                events)
            .reconcile(pod(), Untouched.context());
    assertThat(stored()).isNull();
    assertThat(control.getScheduleDelay()).isPresent();
    assertThat(events.texts())
        .singleElement()
        .asString()
        .startsWith(
            "Warning FailedToGenerateKumaDataplane web: Failed to generate Kuma Dataplane: dataplane"
                + " cannot be a member of mesh \"default\" because its tags ")
        .endsWith(" meet none of its requirements");
  }

  @Test
  void whatCannotBeADataplaneIsNotWritten() {
    Pod pod = pod();
    pod.getStatus().setPodIP("0.0.0.0");
    reconcile(pod);
    assertThat(stored()).isNull();
    assertThat(events.texts())
        .containsExactly(
            "Warning FailedToGenerateKumaDataplane web: Failed to generate Kuma Dataplane:"
                + " spec.networking.address: must not be 0.0.0.0 or ::");
  }

  @Test
  void aCacheThatIsBehindIsNoFailure() {
    reconcile(pod());
    Dataplane old = Objects.requireNonNull(stored());
    // Not yet in the cache: 409 on creation.
    assertThat(reconcile(pod()).isNoUpdate()).isTrue();
    // In the cache in an older version: 409 on update.
    client
        .resource(old)
        .edit(found -> {
          found.getMetadata().setLabels(Map.of("changed", "meanwhile"));
          return found;
        });
    assertThat(reconcile(pod(), old, service()).isNoUpdate()).isTrue();
    assertThat(events.texts()).hasSize(1);
  }

  @Test
  void aNamespaceThatIsGoingIsNoFailure() {
    server
        .expect()
        .post()
        .withPath("/apis/kuma.io/v1alpha1/namespaces/shop/dataplanes")
        .andReturn(
            403,
            new StatusBuilder()
                .withCode(403)
                .withReason("Forbidden")
                .withNewDetails()
                .addNewCause(
                    "metadata.namespace",
                    "namespace shop is being terminated",
                    "NamespaceTerminating")
                .endDetails()
                .build())
        .once();
    assertThat(reconcile(pod()).isNoUpdate()).isTrue();
    assertThat(events.texts()).isEmpty();
  }

  @Test
  void otherFailuresAreLeftToTheRetry() {
    server
        .expect()
        .post()
        .withPath("/apis/kuma.io/v1alpha1/namespaces/shop/dataplanes")
        .andReturn(403, new StatusBuilder().withCode(403).withReason("Forbidden").build())
        .once();
    assertThatThrownBy(() -> reconcile(pod())).isInstanceOf(KubernetesClientException.class);
    assertThat(events.texts()).isEmpty();
  }

  @Test
  void tellsOnThePodWhyAdmissionRefusesItsDataplane() {
    String why =
        "admission webhook \"validator.kuma-admission.kuma.io\" denied the request: no member";
    server
        .expect()
        .post()
        .withPath("/apis/kuma.io/v1alpha1/namespaces/shop/dataplanes")
        .andReturn(403, new StatusBuilder().withCode(403).withMessage(why).build())
        .once();
    UpdateControl<Pod> control = reconcile(pod());
    assertThat(control.getScheduleDelay()).contains(60_000L);
    assertThat(events.texts())
        .containsExactly(
            "Warning FailedToGenerateKumaDataplane web: Failed to generate Kuma Dataplane: " + why);
  }

  @Test
  void removesTheDataplaneOfAPodThatHasSucceeded() {
    reconcile(pod());
    Dataplane stored = Objects.requireNonNull(stored());
    Pod succeeded = pod().edit().editStatus().withPhase("Succeeded").endStatus().build();
    assertThat(reconcile(succeeded, stored).isNoUpdate()).isTrue();
    assertThat(stored()).isNull();
    // And again, while the cache does not know that it is gone.
    assertThat(reconcile(succeeded, stored).isNoUpdate()).isTrue();
  }

  @Test
  void tellsOnThePodWhatIsWrongAndLooksAgain() {
    Pod odd =
        pod()
            .edit()
            .editMetadata()
            .addToAnnotations("kuma.io/gateway", "odd")
            .endMetadata()
            .build();
    UpdateControl<Pod> control = reconcile(odd);
    assertThat(control.isNoUpdate()).isTrue();
    assertThat(control.getScheduleDelay()).contains(60_000L);
    assertThat(stored()).isNull();
    assertThat(events.texts())
        .singleElement()
        .asString()
        .startsWith(
            "Warning FailedToGenerateKumaDataplane web: Failed to generate Kuma Dataplane:"
                + " metadata.annotations[\"kuma.io/gateway\"]: ");
  }

  @Test
  void tellsAFailureOnceUntilItIsAnother() {
    var known = new AtomicReference<>(annotated("kuma.io/gateway", "odd"));
    DataplaneReconciler reconciler = following(known);
    // When it is looked at again and again
    for (int i = 0; i < 3; i++) {
      assertThat(reconciler.reconcile(pod(), Untouched.context()).getScheduleDelay()).isPresent();
    }
    // Then
    assertThat(events.texts()).hasSize(1);
    // When something else is wrong
    known.set(annotated("kuma.io/gateway", "odder"));
    reconciler.reconcile(pod(), Untouched.context());
    assertThat(events.texts()).hasSize(2);
    // When it was well in between
    known.set(pod());
    reconciler.reconcile(pod(), Untouched.context());
    known.set(annotated("kuma.io/gateway", "odder"));
    reconciler.reconcile(pod(), Untouched.context());
    assertThat(events.texts()).hasSize(4).last().asString().contains("odder");
    // When another pod has its name
    known.get().getMetadata().setUid("uid-next");
    reconciler.reconcile(pod(), Untouched.context());
    reconciler.reconcile(pod(), Untouched.context());
    assertThat(events.texts()).hasSize(5);
  }

  @Test
  void aBuiltinGatewayWithoutTagsIsToldOnce() {
    DataplaneReconciler reconciler =
        following(new AtomicReference<>(annotated("kuma.io/gateway", "builtin")));
    reconciler.reconcile(pod(), Untouched.context());
    reconciler.reconcile(pod(), Untouched.context());
    assertThat(events.texts())
        .singleElement()
        .asString()
        .endsWith("metadata.annotations[\"kuma.io/tags\"]: must hold a JSON object of strings");
  }

  private DataplaneReconciler following(AtomicReference<Pod> known) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    return new DataplaneReconciler(
        client,
        Leadership.ALONE,
        new PodToDataplane(
            new KnownObjects(List.of(mesh)), DataplaneSettings.of(Configs.defaults())),
        new DataplaneReconciler.Pods() {
          @Override
          public boolean isComplete() {
            return true;
          }

          @Override
          public Optional<Pod> pod(String namespace, String name) {
            return Optional.of(known.get());
          }

          @Override
          public List<EventSource<?, Pod>> triggers() {
            return List.of();
          }
        },
        events);
  }

  private static Pod annotated(String key, String value) {
    return pod().edit().editMetadata().addToAnnotations(key, value).endMetadata().build();
  }

  @Test
  void aPodThatIsNotKnownIsLeftAlone() {
    assertThat(reconciler(Optional.empty()).reconcile(pod(), Untouched.context()).isNoUpdate())
        .isTrue();
    assertThat(stored()).isNull();
  }

  @Test
  void warnsOfListenersThatAreLeftOut() {
    Service proxy =
        service()
            .edit()
            .editMetadata()
            .addToLabels("k8s.kuma.io/zone-proxy-type", "ingress")
            .endMetadata()
            .build();
    reconcile(pod(), proxy);
    assertThat(events.texts())
        .last()
        .isEqualTo(
            "Warning ZoneProxyListenersSkipped web: Zone proxy listeners of Services [web] are left"
                + " out: the mesh is not in mode Exclusive");
  }

  @Test
  void theQueueHoldsNoMoreThanNames() {
    var identities = new DataplaneReconciler.Identities();
    identities.put("shop/web", pod());
    Pod held = Objects.requireNonNull(identities.get("shop/web"));
    assertThat(held.getSpec()).isNull();
    assertThat(held.getMetadata().getUid()).isEqualTo("uid-web");
    assertThat(held.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(identities.size()).isEqualTo(1);
    assertThat(identities.isFullState()).isFalse();
  }

  private UpdateControl<Pod> reconcile(Pod pod, HasMetadata... around) {
    return reconciler(Optional.of(pod), around).reconcile(pod, Untouched.context());
  }

  private DataplaneReconciler reconciler(Optional<Pod> pod, HasMetadata... around) {
    var mesh = new Mesh();
    mesh.setMetadata(new ObjectMetaBuilder().withName("default").build());
    List<HasMetadata> objects =
        Stream.concat(Stream.<HasMetadata>of(mesh), Stream.of(around)).toList();
    return new DataplaneReconciler(
        client,
        Leadership.ALONE,
        new PodToDataplane(new KnownObjects(objects), DataplaneSettings.of(Configs.defaults())),
        new KnownPod(pod, completeness),
        events);
  }

  private @Nullable Dataplane stored() {
    return client.resources(Dataplane.class).inNamespace("shop").withName("web").get();
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("shop")
        .withUid("uid-web")
        .addToLabels("app", "web")
        .addToAnnotations("kuma.io/sidecar-injected", "true")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP("10.1.0.5")
        .endStatus()
        .build();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("shop")
        .endMetadata()
        .withNewSpec()
        .addToSelector("app", "web")
        .addNewPort()
        .withPort(80)
        .withNewTargetPort(8080)
        .endPort()
        .endSpec()
        .build();
  }

  private enum Completeness {
    COMPLETE,
    PARTIAL
  }

  private record KnownPod(Optional<Pod> pod, Completeness completeness)
      implements DataplaneReconciler.Pods {
    @Override
    public boolean isComplete() {
      return completeness == Completeness.COMPLETE;
    }

    @Override
    public Optional<Pod> pod(String namespace, String name) {
      return pod;
    }

    @Override
    public List<EventSource<?, Pod>> triggers() {
      return List.of();
    }
  }
}
