package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.Notice;
import io.higuma.inject.NoticeReason;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InjectionLogTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

  private final Logger logger = Logger.getLogger(InjectionLog.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final Handler handler = new Collecting();
  private Instant now = START;
  private final InjectionLog log = new InjectionLog(() -> now);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  @Test
  void aRefusalIsOneLineWithKeys() {
    log.decided(request("cart-7-x", "cart-7"), refusal("wrong"));
    assertThat(lines)
        .containsExactly(
            "INFO Refused a pod; namespace=shop name=cart-7-x owner=ReplicaSet/cart-7 reason=InvalidAnnotation count=1 message=metadata: wrong");
  }

  @Test
  void aControllerThatTriesAgainIsCounted() {
    for (int i = 0; i < 100; i++) {
      log.decided(request("cart-7-" + i, "cart-7"), refusal("wrong"));
    }
    assertThat(lines).hasSize(1);
    // When
    now = START.plusSeconds(10);
    log.sweep();
    // Then
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).contains("owner=ReplicaSet/cart-7 ", " count=99 ");
  }

  @Test
  void whatIsCountedIsLoggedAtTheEnd() {
    log.decided(request("web", ""), refusal("wrong"));
    log.decided(request("web", ""), refusal("wrong"));
    log.flush();
    assertThat(lines).hasSize(2);
  }

  @Test
  void ownersNamesAndReasonsAreToldApart() {
    log.decided(request("a", "one"), refusal("wrong"));
    log.decided(request("a", "two"), refusal("wrong"));
    log.decided(request("a", ""), refusal("wrong"));
    log.decided(request("b", ""), refusal("wrong"));
    log.decided(
        request("b", ""),
        new InjectionDecision.Reject(
            RejectReason.MESH_NOT_FOUND, List.of(new Violation(FieldPath.ROOT, "none"))));
    assertThat(lines).hasSize(5);
  }

  @Test
  void noticesAreALineForEachReason() {
    log.decided(
        request("web", ""),
        new InjectionDecision.Inject(
            "default",
            InjectReason.POD_LABEL,
            List.of(
                new Notice(NoticeReason.DEPRECATED, "a is deprecated"),
                new Notice(NoticeReason.DEPRECATED, "b is deprecated"),
                new Notice(NoticeReason.UNKNOWN_KEY, "c is not known"))));
    assertThat(lines)
        .containsExactly(
            "INFO Noticed something odd about a pod; namespace=shop name=web owner= mesh=default reason=Deprecated count=1 message=a is deprecated; b is deprecated",
            "INFO Noticed something odd about a pod; namespace=shop name=web owner= mesh=default reason=UnknownKey count=1 message=c is not known");
  }

  @Test
  void otherDecisionsAreForWhoLooksClosely() {
    tellOrdinary();
    assertThat(lines).isEmpty();
    // When
    logger.setLevel(Level.FINE);
    tellOrdinary();
    // Then
    assertThat(lines)
        .containsExactly(
            "DEBUG Injected a pod; namespace=shop name=web mesh=default reason=PodLabel",
            "DEBUG Skipped a pod; namespace=shop name=web reason=NotEnabled");
  }

  @Test
  void whatUsersWroteCannotMakeLines() {
    log.decided(request("web\nINFO forged", ""), refusal("a\nb" + "x".repeat(5_000)));
    assertThat(lines)
        .singleElement()
        .satisfies(line -> {
          assertThat(line).contains("name=web INFO forged ").doesNotContain("\n");
          assertThat(line.length()).isLessThan(700);
        });
  }

  private void tellOrdinary() {
    log.decided(
        request("web", ""),
        new InjectionDecision.Inject("default", InjectReason.POD_LABEL, List.of()));
    log.decided(request("web", ""), new InjectionDecision.Skip(SkipReason.NOT_ENABLED));
  }

  private static InjectionDecision refusal(String message) {
    return new InjectionDecision.Reject(
        RejectReason.INVALID_ANNOTATION, List.of(new Violation(FieldPath.of("metadata"), message)));
  }

  private static AdmissionRequest request(String name, String replicaSet) {
    ObjectNode pod = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = pod.putObject("metadata").put("name", name);
    if (!replicaSet.isEmpty()) {
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", "apps/v1")
          .put("kind", "ReplicaSet")
          .put("name", replicaSet)
          .put("uid", "u-1")
          .put("controller", true);
    }
    return new AdmissionRequest("admission.k8s.io/v1", "1", "shop", "CREATE", false, pod);
  }

  private final class Collecting extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(line.getLevel() + " " + format(line.getMessage(), line.getParameters()));
    }

    private static String format(String message, Object @Nullable [] parameters) {
      return parameters == null ? message : message.formatted(parameters);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
