package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.inject.InjectReason;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class InjectionObserverTest {
  private static final AdmissionRequest REQUEST =
      new AdmissionRequest(
          "admission.k8s.io/v1",
          "1",
          "shop",
          "CREATE",
          false,
          JsonNodeFactory.instance.objectNode());

  @Test
  void bothAreTold() {
    var told = new ArrayList<String>();
    InjectionObserver both =
        ((InjectionObserver) (request, decision) -> told.add("one"))
            .and((request, decision) -> told.add("two"));
    both.decided(REQUEST, new InjectionDecision.Skip(SkipReason.NOT_ENABLED));
    assertThat(told).containsExactly("one", "two");
  }

  @Test
  void decisionsAreCountedUnderKumasName() {
    MeterRegistry registry = new SimpleMeterRegistry();
    var metrics = new InjectionMetrics(registry, "");
    metrics.decided(
        REQUEST, new InjectionDecision.Inject("default", InjectReason.POD_LABEL, List.of()));
    metrics.decided(REQUEST, new InjectionDecision.Skip(SkipReason.POD_DISABLED));
    metrics.decided(REQUEST, refusal("wrong"));
    assertThat(
            registry.get("sidecar_injection").counters().stream()
                .map(
                    counter -> counter.getId().getTag("result") + counter.getId().getTag("reason")))
        .containsExactlyInAnyOrder("success", "skippednot_needed", "failedconfig_error");
  }

  @Test
  void aRefusalIsLoggedInOneLineOfBoundedLength() {
    var lines = new ArrayList<LogRecord>();
    Logger logger = Logger.getLogger(InjectionLog.class.getName());
    Handler handler = new Collecting(lines);
    logger.addHandler(handler);
    try {
      new InjectionLog().decided(REQUEST, refusal("a\nb" + "x".repeat(5_000)));
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines)
        .singleElement()
        .satisfies(line -> {
          assertThat(line.getLevel().intValue()).isEqualTo(Level.INFO.intValue());
          assertThat(line.getMessage() + List.of(orEmpty(line.getParameters())))
              .contains("namespace=")
              .doesNotContain("\n");
        });
  }

  private static Object[] orEmpty(Object[] parameters) {
    return parameters == null ? new Object[0] : parameters;
  }

  private static InjectionDecision refusal(String message) {
    return new InjectionDecision.Reject(
        RejectReason.INVALID_ANNOTATION, List.of(new Violation(FieldPath.ROOT, message)));
  }

  private static final class Collecting extends Handler {
    private final List<LogRecord> lines;

    Collecting(List<LogRecord> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
