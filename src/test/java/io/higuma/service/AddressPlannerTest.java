package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.service.AddressClaims.Claim;
import io.higuma.service.AddressView.Entry;
import io.higuma.service.AddressView.Outbound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AddressPlannerTest {
  private final AddressPlanner planner = new AddressPlanner(new AddressBook("240.0.0.0/30"));

  @Test
  void aNameWithoutAnAddressIsLeftOut() {
    AddressView view =
        planner.plan(AddressView.EMPTY, List.of(claim("0:c"), claim("0:a"), claim("0:b")));
    assertThat(view.entries()).containsOnlyKeys("0:a", "0:b");
  }

  @Test
  void aNameThatComesBackHasItsAddress() {
    String before = addressOf(planner.plan(AddressView.EMPTY, List.of(claim("0:a"))), "0:a");
    assertThat(planner.plan(AddressView.EMPTY, List.of()).entries()).isEmpty();
    AddressView view =
        planner.plan(AddressView.EMPTY, List.of(claim("0:0"), claim("0:a"), claim("1:10.0.0.1")));
    assertThat(addressOf(view, "0:a")).isEqualTo(before);
    assertThat(addressOf(view, "1:10.0.0.1")).isEqualTo("10.0.0.1");
  }

  @Test
  void aNameThatNoMeshHasIsForgottenAfterHours() {
    var book = new AddressBook("240.0.0.0/24");
    Instant start = Instant.parse("2026-05-01T08:00:00Z");
    String first = book.addressOf("0:a", "").orElseThrow();
    String second = book.addressOf("0:b", "").orElseThrow();
    book.forget(Set.of("0:a"), start);
    book.forget(Set.of("0:a", "0:b"), start.plus(Duration.ofHours(5)));
    book.forget(Set.of("0:a"), start.plus(Duration.ofHours(6)));
    book.forget(Set.of("0:a"), start.plus(Duration.ofHours(11)));
    assertThat(book.size()).as("gone for 5 hours").isEqualTo(2);
    assertThat(book.addressOf("0:b", "")).contains(second);
    book.forget(Set.of("0:a"), start.plus(Duration.ofHours(12)));
    assertThat(book.size()).isEqualTo(1);
    assertThat(book.addressOf("0:a", "")).contains(first);
    assertThat(book.addressOf("0:c", "")).isPresent().isNotEqualTo(Optional.of(first));
    book.addressOf("0:d", second);
    assertThat(book.addressOf("0:d", "")).as("learned from another").contains(second);
  }

  @Test
  void twoNamesNeverShareAnAddress() {
    var stored =
        new AddressView(
            new TreeMap<>(
                Map.of(
                    "0:a", new Entry("240.0.0.2", List.of()),
                    "0:b", new Entry("240.0.0.2", List.of()))));
    AddressView view = planner.plan(stored, List.of(claim("0:a"), claim("0:b")));
    assertThat(addressOf(view, "0:a")).isEqualTo("240.0.0.2");
    assertThat(addressOf(view, "0:b")).isEqualTo("240.0.0.1");
  }

  private static String addressOf(AddressView view, String key) {
    return Objects.requireNonNull(view.entries().get(key)).address();
  }

  private static Claim claim(String key) {
    return new Claim(key, new Outbound(80, new TreeMap<>(), "service"));
  }
}
