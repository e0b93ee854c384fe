package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.events.CountedEvent;
import io.higuma.events.EventTarget;
import io.higuma.events.EventType;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.inject.NoticeReason;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InjectionEventsTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");
  private static final String OWNER =
      "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"name\":\"cart-7\",\"uid\":\"u-1\",\"controller\":true}";

  private static final InjectionDecision INJECTED =
      new InjectionDecision.Inject("default", InjectReason.NAMESPACE_LABEL, List.of());
  private static final InjectionDecision REFUSED =
      new InjectionDecision.Reject(
          RejectReason.MESH_NOT_FOUND,
          List.of(new Violation(FieldPath.of("metadata.labels"), "no such mesh")));

  private final List<CountedEvent> written = new ArrayList<>();
  private Instant now = START;
  private boolean room = true;
  private final InjectionEvents events = new InjectionEvents(() -> now, this::write);

  @Test
  void anInjectedPodIsANormalEventOnItsController() {
    events.decided(owned(OWNER), INJECTED);
    assertThat(written)
        .containsExactly(
            new CountedEvent(
                "higuma.io/injector",
                new EventTarget("apps/v1", "ReplicaSet", "shop", "cart-7", "u-1"),
                EventType.NORMAL,
                "SidecarInjected",
                "NamespaceLabel: mesh default; the namespace's label kuma.io/sidecar-injection asks for sidecars",
                1,
                START));
  }

  @Test
  void aRefusedPodIsAWarning() {
    events.decided(owned(OWNER), REFUSED);
    assertThat(texts())
        .containsExactly("Warning SidecarRefused MeshNotFound: metadata.labels: no such mesh x1");
  }

  @Test
  void aPodThatCannotHaveASidecarIsAWarning() {
    events.decided(owned(OWNER), new InjectionDecision.Skip(SkipReason.WINDOWS));
    assertThat(texts())
        .containsExactly(
            "Warning SidecarSkipped Windows: there is no sidecar for Windows: set the label kuma.io/sidecar-injection: disabled x1");
  }

  @Test
  void noticesAreWarningsOneForEachReason() {
    events.decided(
        owned(OWNER),
        new InjectionDecision.Inject(
            "default",
            InjectReason.POD_LABEL,
            List.of(
                new Notice(NoticeReason.DEPRECATED, "a is deprecated"),
                new Notice(NoticeReason.UNKNOWN_KEY, "c is not known"),
                new Notice(NoticeReason.DEPRECATED, "b is deprecated"))));
    assertThat(texts())
        .containsExactly(
            "Normal SidecarInjected PodLabel: mesh default; the pod's label kuma.io/sidecar-injection asks for a sidecar x1",
            "Warning InjectionNotice Deprecated: a is deprecated; b is deprecated x1",
            "Warning InjectionNotice UnknownKey: c is not known x1");
  }

  @Test
  void anOrdinarySkipIsNoEventButItsNoticesAre() {
    events.decided(owned(OWNER), new InjectionDecision.Skip(SkipReason.POD_DISABLED));
    assertThat(written).isEmpty();
    events.decided(
        owned(OWNER),
        new InjectionDecision.Skip(
            SkipReason.POD_DISABLED, List.of(new Notice(NoticeReason.DEPRECATED, "old"))));
    assertThat(texts()).containsExactly("Warning InjectionNotice Deprecated: old x1");
  }

  @Test
  void aThousandReplicasAreTwoEvents() {
    for (int i = 0; i < 1_000; i++) {
      events.decided(owned(OWNER), INJECTED);
      now = now.plusMillis(9);
      events.sweep();
    }
    now = now.plusSeconds(10);
    events.sweep();
    assertThat(written).extracting(CountedEvent::count).containsExactly(1, 999);
  }

  @Test
  void whatIsLeftIsWrittenAtTheEnd() {
    events.decided(owned(OWNER), REFUSED);
    events.decided(owned(OWNER), REFUSED);
    events.flush();
    assertThat(written).extracting(CountedEvent::count).containsExactly(1, 1);
  }

  @Test
  void countsAreKeptWhileTheWriterIsBehind() {
    room = false;
    events.decided(owned(OWNER), REFUSED);
    events.decided(owned(OWNER), REFUSED);
    room = true;
    now = now.plusSeconds(10);
    events.sweep();
    assertThat(written).extracting(CountedEvent::count).containsExactly(2);
  }

  @Test
  void aDryRunHasNoSideEffects() {
    events.decided(request(pod(OWNER), true), INJECTED);
    events.decided(request(pod(OWNER), true), REFUSED);
    assertThat(written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"text\"",
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"name\":\"cart-7\",\"uid\":\"u-1\"}",
        "{\"kind\":\"ReplicaSet\",\"name\":\"cart-7\",\"uid\":\"u-1\",\"controller\":true}",
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"uid\":\"u-1\",\"controller\":true}",
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\",\"name\":\"a\\nb\",\"uid\":\"u-1\",\"controller\":true}",
        "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"one\",\"uid\":\"u-1\",\"controller\":true}"
      })
  void aPodWithoutAControllerHasNone(String owner) {
    events.decided(owned(owner), INJECTED);
    events.decided(owned(owner), REFUSED);
    assertThat(written).isEmpty();
  }

  @Test
  void ofSeveralOwnersTheControllerCounts() {
    events.decided(
        owned(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"c\",\"uid\":\"u\"}," + OWNER),
        REFUSED);
    assertThat(written).extracting(event -> event.regarding().name()).containsExactly("cart-7");
  }

  @Test
  void aNameThatIsTooLongIsNone() {
    events.decided(owned(OWNER.replace("cart-7", "x".repeat(254))), REFUSED);
    assertThat(written).isEmpty();
  }

  private boolean write(CountedEvent event) {
    return room && written.add(event);
  }

  private List<String> texts() {
    return written.stream()
        .map(event ->
            "%s %s %s x%d"
                .formatted(event.type().text(), event.reason(), event.message(), event.count()))
        .toList();
  }

  private static AdmissionRequest owned(String owners) {
    return request(pod(owners), false);
  }

  private static AdmissionRequest request(ObjectNode pod, boolean dryRun) {
    return new AdmissionRequest("admission.k8s.io/v1", "1", "shop", "CREATE", dryRun, pod);
  }

  private static ObjectNode pod(String owners) {
    try {
      return (ObjectNode)
          new ObjectMapper()
              .readTree("{\"metadata\":{\"ownerReferences\":[%s]}}".formatted(owners));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
