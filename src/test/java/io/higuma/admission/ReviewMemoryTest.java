package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.higuma.inject.SidecarForm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A review takes a bounded multiple of its body in memory, whatever is in it. */
class ReviewMemoryTest {
  private static final int LARGEST = 7 << 20;

  /** The largest that one event loop reviews by itself. */
  private static final int LARGEST_QUICK = 64 << 10;

  /**
   * Of the largest body: its number of values is bounded, so it is far from {@link
   * ReviewMemory#MULTIPLE}.
   */
  private static final int MULTIPLE_OF_THE_LARGEST = 20;

  private static final PodAdmission ADMISSION = HostileReviewTest.admission("", SidecarForm.NATIVE);

  static Stream<HostileReviews.Body> largest() {
    return bodies(LARGEST);
  }

  static Stream<HostileReviews.Body> largestQuick() {
    return bodies(LARGEST_QUICK);
  }

  /** As many values, names and brackets as fit into a body. */
  private static Stream<HostileReviews.Body> bodies(int size) {
    int room = size - 5_000;
    Stream<HostileReviews.Body> lists =
        Stream.of(
                "{}",
                "[]",
                "0",
                "1000",
                "1.5",
                "1e300",
                "9".repeat(99),
                "\"a\"",
                "true",
                "null",
                "{\"a\":0}",
                "{\"a\":{}}",
                "{\"a\":".repeat(180) + "0" + "}".repeat(180),
                "[".repeat(180) + "]".repeat(180),
                "\"" + "text ".repeat(20) + "\"",
                "\"" + "\\u20ac".repeat(20) + "\"")
            .map(element ->
                inSpec(
                    "a list of " + element,
                    "[" + (element + ",").repeat(room / (element.length() + 1)) + "0]"));
    Stream<HostileReviews.Body> others =
        Stream.of(
            inSpec("a text", "\"" + "t".repeat(room) + "\""),
            inSpec("a text of other letters", "\"" + "€".repeat(room / 3) + "\""),
            inSpec("an escaped text", "\"" + "\\n".repeat(room / 2) + "\""),
            inSpec(
                "fields",
                IntStream.range(0, room / 16)
                    .mapToObj(i -> "\"k" + i + "\":1")
                    .collect(Collectors.joining(",", "{", "}"))),
            containers(room, "{\"livenessProbe\":{\"httpGet\":{}}},"),
            containers(
                room,
                "{\"name\":\"a\",\"ports\":[{\"containerPort\":1}],\"livenessProbe\":{\"grpc\":{\"port\":1}}},"),
            containers(
                room, "{\"name\":\"a\",\"readinessProbe\":{\"tcpSocket\":{\"port\":\"a\"}}},"));
    return Stream.concat(lists, others);
  }

  @ParameterizedTest
  @MethodSource
  void largest(HostileReviews.Body body) {
    assertThat(multiple(body)).isLessThan(MULTIPLE_OF_THE_LARGEST);
  }

  @ParameterizedTest
  @MethodSource
  void largestQuick(HostileReviews.Body body) {
    assertThat(multiple(body)).isLessThan(ReviewMemory.MULTIPLE);
  }

  /** As many values as a review may have, all of them in probes, each of which is patched. */
  @Test
  void aPodOfManyProbes() {
    String container = "{\"name\":\"a\",\"livenessProbe\":{\"httpGet\":{\"port\":1}}},";
    int tokensOfEach = 12;
    int number = ReviewConstraints.TOKENS / tokensOfEach - 100;
    HostileReviews.Body body = containers(number * container.length(), container);
    assertThat(new String(ADMISSION.review(body.bytes()), UTF_8)).contains("\"patch\"");
    assertThat(multiple(body)).isLessThan(ReviewMemory.MULTIPLE);
  }

  @Test
  void smallReviewsShareAndALargeOneIsAlone() throws InterruptedException {
    var memory = new ReviewMemory(1 << 20);
    for (int i = 0; i < 4; i++) {
      assertThat(memory.take(2_000, Duration.ZERO)).isTrue();
    }
    assertThat(memory.take(2_000, Duration.ZERO)).isFalse();
    assertThat(memory.take(7 << 20, Duration.ofMillis(1))).isFalse();
    for (int i = 0; i < 4; i++) {
      memory.giveBack(2_000);
    }
    assertThat(memory.take(7 << 20, Duration.ZERO)).isTrue();
    assertThat(memory.take(1, Duration.ZERO)).isFalse();
    memory.giveBack(7 << 20);
    assertThat(memory.take(1, Duration.ZERO)).isTrue();
  }

  /**
   * Bytes that a review allocates for each of its body, garbage included; classes that it loads at
   * first left out.
   */
  private static double multiple(HostileReviews.Body body) {
    byte[] bytes = body.bytes();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long before = allocated();
      byte[] answer = ADMISSION.review(bytes);
      least = Math.min(least, allocated() - before);
      HostileAnswers.check(answer);
    }
    return (double) least / bytes.length;
  }

  private static HostileReviews.Body inSpec(String name, String value) {
    return HostileReviews.Body.of(name, HostileReviews.inSpec("\"x\":" + value));
  }

  private static HostileReviews.Body containers(int room, String element) {
    return HostileReviews.Body.of(
        "containers " + element,
        HostileReviews.VALID.replace(
            "\"containers\":[", "\"containers\":[" + element.repeat(room / element.length())));
  }

  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
  }
}
