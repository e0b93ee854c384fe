package io.higuma.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.yaml.YamlText;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Holds something against many pods. */
public final class ForAll {
  /** Some properties wait for an API server. */
  private static final int AT_ONCE = 8;

  private ForAll() {}

  private record Failed(SamplePod sample, Throwable failure) {}

  /**
   * Tries all of them. Of those that fail all are named, and the first is shown as small as it can
   * be.
   *
   * @param property throws when it does not hold; gets a copy of the pod, in any thread
   */
  public static void assertHolds(List<SamplePod> samples, Consumer<ObjectNode> property) {
    List<Failed> failed;
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<CompletableFuture<Optional<Failed>>> results =
          samples.stream()
              .map(sample ->
                  CompletableFuture.supplyAsync(
                      () -> failure(property, sample.pod()).map(why -> new Failed(sample, why)),
                      threads))
              .toList();
      failed = results.stream().flatMap(result -> result.join().stream()).toList();
    }
    if (!failed.isEmpty()) {
      throw new AssertionError(
          failed.stream()
                  .map(one -> one.sample + ": " + summary(one.failure))
                  .collect(Collectors.joining("\n", failed.size() + " pods fail:\n", "\n"))
              + smallest(failed.getFirst(), property));
    }
  }

  private static String smallest(Failed failed, Consumer<ObjectNode> property) {
    Predicate<ObjectNode> failsAlike =
        pod ->
            failure(property, pod)
                .filter(other -> summary(other).equals(summary(failed.failure)))
                .isPresent();
    ObjectNode smallest = Shrinking.shrink(failed.sample.pod(), failsAlike);
    Throwable why = failure(property, smallest).orElse(failed.failure);
    return "The smallest pod that fails as the first does:\n%s\n%s"
        .formatted(YamlText.of(smallest), why);
  }

  private static Optional<Throwable> failure(Consumer<ObjectNode> property, ObjectNode pod) {
    try {
      property.accept(pod.deepCopy());
      return Optional.empty();
    } catch (AssertionError | RuntimeException failure) {
      return Optional.of(failure);
    }
  }

  /** What has failed, but for the values: the first line of an assertion is its description. */
  private static String summary(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure.getClass().getSimpleName() + " " + message.lines().findFirst().orElse("");
  }
}
