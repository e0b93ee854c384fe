package io.higuma.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.leader.Contest.Move;
import io.higuma.leader.Contest.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ContestTest {
  private static final Duration LENGTH = Duration.ofSeconds(8);

  private final Contest contest = new Contest(new Candidate("cp-a", "cp-a-0a1b"));

  @Test
  void takesWhatNobodyHolds() {
    assertThat(contest.look(Optional.empty(), 0)).isEqualTo(Move.TAKE);
    assertThat(look("", "1", 0)).isEqualTo(Move.TAKE);
  }

  @Test
  void keepsWhatIsItsOwn() {
    assertThat(look("cp-a-0a1b", "1", 0)).isEqualTo(Move.TAKE);
  }

  /** A container that was started anew in its pod need not wait for itself. */
  @Test
  void takesWhatTheProcessBeforeItHeld() {
    assertThat(look("cp-a-ffff", "1", 0)).isEqualTo(Move.TAKE);
    assertThat(look("cp-a-b-ffff", "1", 0)).isEqualTo(Move.WAIT);
    assertThat(look("cp-a-mine", "1", 0)).isEqualTo(Move.WAIT);
    assertThat(look("cp-a", "1", 0)).isEqualTo(Move.WAIT);
  }

  /** Its clock may run from anywhere, and that of the holder does not count. */
  @Test
  void waitsUntilAnotherOneWasSilentForLong() {
    long begin = TimeUnit.SECONDS.toNanos(-5);
    assertThat(look("cp-b-0001", "1", begin)).isEqualTo(Move.WAIT);
    assertThat(look("cp-b-0001", "1", begin + LENGTH.toNanos())).isEqualTo(Move.WAIT);
    assertThat(look("cp-b-0001", "2", begin + LENGTH.toNanos() + 1)).isEqualTo(Move.WAIT);
    assertThat(look("cp-b-0001", "2", begin + 2 * LENGTH.toNanos() + 1)).isEqualTo(Move.WAIT);
    assertThat(look("cp-b-0001", "2", begin + 2 * LENGTH.toNanos() + 2)).isEqualTo(Move.TAKE);
  }

  @Test
  void aNewHolderIsNews() {
    assertThat(look("cp-b-0001", "1", 0)).isEqualTo(Move.WAIT);
    assertThat(look("cp-c-0001", "1", LENGTH.toNanos() + 1)).isEqualTo(Move.WAIT);
  }

  @Test
  void aLeaderStopsBeforeTheLeaseEnds() {
    var timing = new LeaseTiming(Duration.ofSeconds(6), Duration.ofSeconds(10));
    assertThat(timing.deadline()).isEqualTo(Duration.ofSeconds(4));
    assertThat(new LeaseTiming(LENGTH, Duration.ofSeconds(5)).deadline()).hasSeconds(5);
  }

  private Move look(String holder, String renewal, long nanos) {
    return contest.look(Optional.of(new Standing(holder, renewal, LENGTH)), nanos);
  }
}
