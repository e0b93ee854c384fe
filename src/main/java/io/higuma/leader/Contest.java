package io.higuma.leader;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides when a candidate may take the Lease. How long a holder has been silent is measured on the
 * candidate's own clock, from when it first saw the last renewal: clocks of other machines may be
 * wrong. Used by one thread.
 */
public final class Contest {
  private final Candidate self;
  private String seen = "";
  private long seenAt;

  /**
   * What a Lease says.
   *
   * @param holder empty when nobody holds it any more
   * @param renewal another text after each renewal
   * @param length how long it lasts after a renewal
   */
  public record Standing(String holder, String renewal, Duration length) {}

  /** What to do about it. */
  public enum Move {
    TAKE,
    WAIT
  }

  public Contest(Candidate self) {
    this.self = self;
  }

  /**
   * Decides by what the Lease says now.
   *
   * @param standing empty if there is no Lease
   * @param nanos now, of a clock that never goes back
   */
  public Move look(Optional<Standing> standing, long nanos) {
    if (standing.isEmpty()) {
      return Move.TAKE;
    }
    Standing now = standing.get();
    if (now.holder().isEmpty()
        || now.holder().equals(self.identity())
        || self.succeeds(now.holder())) {
      return Move.TAKE;
    }
    String news = now.holder() + " " + now.renewal();
    if (!news.equals(seen)) {
      seen = news;
      seenAt = nanos;
      return Move.WAIT;
    }
    return nanos - seenAt > now.length().toNanos() ? Move.TAKE : Move.WAIT;
  }
}
