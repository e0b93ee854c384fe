package io.higuma.admission;

import io.higuma.inject.ClusterView;
import io.higuma.metrics.Metric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** From the bytes of reviews to those of their answers, for what is not injection. */
public final class ResourceReviews implements AdmissionHandler {
  private final Function<AdmissionRequest, AdmissionAnswer> answering;
  private final Consumer<AdmissionAnswer> observer;

  /**
   * @param observer is told each answer; must not wait
   */
  public ResourceReviews(
      Function<AdmissionRequest, AdmissionAnswer> answering, Consumer<AdmissionAnswer> observer) {
    this.answering = answering;
    this.observer = observer;
  }

  @Override
  public byte[] review(byte[] body) {
    return switch (AdmissionCodec.read(body)) {
      case AdmissionCodec.Reading.Unreadable(var apiVersion, var uid, var message) ->
          write(apiVersion, uid, new AdmissionAnswer.Denied(400, message));
      case AdmissionCodec.Reading.Read(var request) ->
          write(request.apiVersion(), request.uid(), answer(request));
    };
  }

  private AdmissionAnswer answer(AdmissionRequest request) {
    try {
      return answering.apply(request);
    } catch (ClusterView.UnavailableException e) {
      return new AdmissionAnswer.Denied(500, e.getMessage() + ": try again");
    }
  }

  private byte[] write(String apiVersion, String uid, AdmissionAnswer answer) {
    observer.accept(answer);
    return AdmissionCodec.write(apiVersion, uid, answer);
  }

  /** Counts what became of the reviews of one path. */
  public static final class Results implements Consumer<AdmissionAnswer> {
    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);

    private enum Result {
      ALLOWED,
      PATCHED,
      FORBIDDEN,
      INVALID,
      FAILED
    }

    public Results(MeterRegistry registry, String path) {
      for (Result result : Result.values()) {
        counters.put(
            result,
            Metric.ADMISSION_REVIEWS.counter(
                registry, path, result.name().toLowerCase(Locale.ROOT)));
      }
    }

    @Override
    public void accept(AdmissionAnswer answer) {
      Objects.requireNonNull(counters.get(result(answer))).increment();
    }

    private static Result result(AdmissionAnswer answer) {
      return switch (answer) {
        case AdmissionAnswer.Allowed ignored -> Result.ALLOWED;
        case AdmissionAnswer.Patched ignored -> Result.PATCHED;
        case AdmissionAnswer.Denied denied ->
            switch (denied.code()) {
              case 403 -> Result.FORBIDDEN;
              case 422 -> Result.INVALID;
              default -> Result.FAILED;
            };
      };
    }
  }
}
