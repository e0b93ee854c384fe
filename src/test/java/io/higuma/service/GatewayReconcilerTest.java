package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.higuma.Configs;
import io.higuma.RecordedEvents;
import io.higuma.inject.GatewayContainer;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What the API server refuses; all else is in {@link ServiceControllersTest}. */
class GatewayReconcilerTest {
  private static final ObjectKey DOOR = new ObjectKey("shop", "door");
  private static final String OBJECTS =
      """
      apiVersion: kuma.io/v1alpha1
      kind: MeshGatewayInstance
      metadata: {namespace: shop, name: door, uid: u-1}
      spec: {serviceType: NodePort}
      ---
      apiVersion: kuma.io/v1alpha1
      kind: MeshGateway
      metadata: {name: front}
      spec: {selectors: [{match: {kuma.io/service: "*"}}], conf: {listeners: [{port: 80}]}}
      """;

  /** Refuses Services, and writes all else. */
  private record NoServices(StoredObjects stored, KubernetesClientException refusal)
      implements Writes {
    @Override
    public Outcome create(HasMetadata object) {
      if (object.getKind().equals("Service")) {
        throw refusal;
      }
      return stored.create(object);
    }

    @Override
    public Outcome patch(HasMetadata object, JsonNode mergePatch) {
      return stored.patch(object, mergePatch);
    }

    @Override
    public Outcome patchStatus(HasMetadata object, JsonNode mergePatch) {
      return stored.patchStatus(object, mergePatch);
    }

    @Override
    public Outcome delete(HasMetadata object) {
      return stored.delete(object);
    }
  }

  @Test
  void aRefusedServiceIsToldAndKeepsNothingElseAway() {
    var status =
        new StatusBuilder()
            .withCode(422)
            .withMessage("provided port is not in the valid range")
            .build();
    StoredObjects stored = StoredObjects.of(OBJECTS);
    var events = new RecordedEvents();
    assertThatThrownBy(() -> reconcile(stored, new KubernetesClientException(status), events))
        .isInstanceOf(KubernetesClientException.class);
    assertThat(events.texts())
        .containsExactly(
            "Warning FailedToGenerateGateway door: provided port is not in the valid range");
    assertThat(stored.takeLog())
        .hasSize(2)
        .anyMatch(line -> line.equals("create Deployment shop/door"))
        .anyMatch(line -> line.contains("not available; provided port is not in the valid range"));
  }

  @Test
  void anApiServerThatDoesNotAnswerIsAskedAgain() {
    StoredObjects stored = StoredObjects.of(OBJECTS);
    var events = new RecordedEvents();
    assertThatThrownBy(() -> reconcile(stored, new KubernetesClientException("timeout"), events))
        .hasMessage("timeout");
    assertThat(events.texts())
        .containsExactly("Warning FailedToGenerateGateway door: the API server does not answer");
  }

  private static void reconcile(
      StoredObjects stored, KubernetesClientException refusal, RecordedEvents events) {
    new GatewayReconciler(
            stored.known(),
            new GatewayObjects(new GatewayContainer(Configs.defaults(), () -> "")),
            InstantSource.fixed(Instant.parse("2024-05-01T10:00:00Z")),
            new NoServices(stored, refusal),
            events)
        .reconcile(DOOR);
  }
}
