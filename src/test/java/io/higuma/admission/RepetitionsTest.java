package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RepetitionsTest {
  private static final Instant START = Instant.parse("2026-05-01T08:00:00Z");

  private final List<String> told = new ArrayList<>();
  private volatile Instant now = START;
  private boolean open = true;
  private final Repetitions<String, String> repetitions = new Repetitions<>(() -> now, this::tell);

  @Test
  void theFirstIsToldAtOnceAndTheOthersAsANumber() {
    for (int i = 1; i <= 1_000; i++) {
      repetitions.count("a", () -> "A");
    }
    assertThat(told).containsExactly("A x1 at 0");
    // When
    after(9);
    repetitions.sweep();
    assertThat(told).hasSize(1);
    after(10);
    repetitions.sweep();
    repetitions.sweep();
    // Then
    assertThat(told).containsExactly("A x1 at 0", "A x999 at 0");
  }

  @Test
  void whatComesLaterIsToldAtOnceAgain() {
    repetitions.count("a", () -> "early");
    after(60);
    repetitions.sweep();
    repetitions.count("a", () -> "late");
    assertThat(told).containsExactly("early x1 at 0", "late x1 at 60");
  }

  @Test
  void aNumberIsToldInTheWordsOfItsFirstAndWithTheTimeOfItsLast() {
    repetitions.count("a", () -> "one");
    after(3);
    repetitions.count("a", () -> "two");
    after(7);
    repetitions.count("a", () -> "three");
    after(10);
    repetitions.sweep();
    assertThat(told).containsExactly("one x1 at 0", "two x2 at 7");
  }

  @Test
  void kindsDoNotWaitForEachOther() {
    repetitions.count("a", () -> "A");
    repetitions.count("b", () -> "B");
    assertThat(told).containsExactly("A x1 at 0", "B x1 at 0");
  }

  @Test
  void whatCannotBeToldIsKept() {
    open = false;
    repetitions.count("a", () -> "A");
    repetitions.count("a", () -> "A");
    assertThat(told).isEmpty();
    // When
    open = true;
    after(10);
    repetitions.sweep();
    // Then
    assertThat(told).containsExactly("A x2 at 0");
  }

  @Test
  void allIsToldAtTheEnd() {
    repetitions.count("a", () -> "A");
    repetitions.count("a", () -> "A");
    repetitions.flush();
    repetitions.flush();
    assertThat(told).containsExactly("A x1 at 0", "A x1 at 0");
  }

  @Test
  void memoryIsBoundedAndWhatIsForgottenIsTold() {
    for (int i = 0; i < 3 * Repetitions.KINDS; i++) {
      int number = i;
      repetitions.count("key " + i, () -> "kind " + number);
      repetitions.count("key " + i, () -> "kind " + number);
    }
    // Then the counts of those that had to go have been told.
    assertThat(told.size()).isBetween(5 * Repetitions.KINDS, 6 * Repetitions.KINDS);
    repetitions.flush();
    assertThat(told).hasSize(6 * Repetitions.KINDS);
  }

  @Test
  void severalThreadsLoseNothing() throws Exception {
    var sum = new AtomicInteger();
    var concurrent =
        new Repetitions<String, String>(() -> now, (what, times, last) -> sum.addAndGet(times) > 0);
    Runnable many =
        () -> {
          for (int n = 0; n < 10_000; n++) {
            concurrent.count("a", () -> "A");
          }
        };
    List<Thread> threads = Stream.generate(() -> new Thread(many)).limit(4).toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    concurrent.flush();
    assertThat(sum.get()).isEqualTo(40_000);
  }

  private void after(int seconds) {
    now = START.plusSeconds(seconds);
  }

  private boolean tell(String what, int times, Instant last) {
    if (open) {
      told.add(what + " x" + times + " at " + (last.getEpochSecond() - START.getEpochSecond()));
    }
    return open;
  }
}
