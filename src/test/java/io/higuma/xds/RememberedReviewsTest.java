package io.higuma.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.higuma.xds.TokenReviews.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RememberedReviewsTest {
  private static final Holder WEB =
      new Holder("system:serviceaccount:shop:web", Optional.empty(), Optional.empty());

  private final Map<String, Holder> holders = new HashMap<>(Map.of("token", WEB));
  private final List<String> asked = new ArrayList<>();
  private long nanos;
  private final RememberedReviews reviews =
      new RememberedReviews(this::review, Duration.ofMinutes(5), () -> nanos);

  @Test
  void aTokenIsAskedAboutOnceInItsTime() {
    assertThat(reviews.review("token")).contains(WEB);
    pass(Duration.ofMinutes(4));
    assertThat(reviews.review("token")).contains(WEB);
    assertThat(asked).containsExactly("token");
    // When it was revoked
    holders.clear();
    assertThat(reviews.review("token")).as("it may still be good").contains(WEB);
    pass(Duration.ofMinutes(1));
    assertThat(reviews.review("token")).isEmpty();
    assertThat(asked).containsExactly("token", "token");
  }

  @Test
  void thatATokenIsNobodysIsForgottenSoon() {
    assertThat(reviews.review("new")).isEmpty();
    holders.put("new", WEB);
    pass(Duration.ofSeconds(4));
    assertThat(reviews.review("new")).isEmpty();
    assertThat(asked).containsExactly("new");
    pass(Duration.ofSeconds(1));
    assertThat(reviews.review("new")).contains(WEB);
  }

  @Test
  void eachTokenIsItsOwn() {
    assertThat(reviews.review("token")).contains(WEB);
    assertThat(reviews.review("token ")).isEmpty();
  }

  @Test
  void aQuestionThatFailedIsAskedAgain() {
    assertThatIllegalStateException().isThrownBy(() -> reviews.review("outage"));
    assertThatIllegalStateException().isThrownBy(() -> reviews.review("outage"));
    assertThat(asked).hasSize(2);
  }

  private Optional<Holder> review(String token) {
    asked.add(token);
    if (token.equals("outage")) {
      throw new IllegalStateException("the API server is away");
    }
    return Optional.ofNullable(holders.get(token));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }
}
