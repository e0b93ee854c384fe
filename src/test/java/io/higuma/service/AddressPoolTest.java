package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
  @Test
  void givesOneAfterTheOtherAndNoneTwice() {
    var pool = new AddressPool("241.0.0.0/8");
    pool.use(List.of("241.0.0.2", "10.0.0.1", "fd00::1", ""));
    assertThat(pool.give("a")).contains("241.0.0.1");
    assertThat(pool.give("b")).contains("241.0.0.3");
    assertThat(pool.give("a")).contains("241.0.0.1");
    // When a is gone
    pool.settled(Set.of("b"));
    assertThat(pool.give("a")).contains("241.0.0.4");
    assertThat(pool.give("b")).contains("241.0.0.3");
  }

  @Test
  void knowsItsOwn() {
    var pool = new AddressPool("241.0.0.0/8");
    assertThat(pool.contains("241.255.255.254")).isTrue();
    assertThat(pool.contains("241.0.0.0")).isFalse();
    assertThat(pool.contains("242.0.0.1")).isFalse();
    assertThat(pool.contains("fd00::1")).isFalse();
    assertThat(pool.contains("nonsense")).isFalse();
  }

  @Test
  void hasAnEnd() {
    var pool = new AddressPool("255.255.255.254/31");
    assertThat(pool.give("a")).contains("255.255.255.254");
    assertThat(pool.give("b")).contains("255.255.255.255");
    assertThat(pool.give("c")).isEmpty();
    var four = new AddressPool("10.0.0.0/30");
    assertThat(four.give("a")).contains("10.0.0.1");
    assertThat(four.give("b")).contains("10.0.0.2");
    assertThat(four.give("c")).isEmpty();
    assertThat(new AddressPool("10.1.2.3/32").give("a")).contains("10.1.2.3");
  }

  @Test
  void wantsANetwork() {
    assertThatThrownBy(() -> new AddressPool("241.0.0.0"))
        .hasMessage("241.0.0.0 is no IPv4 network such as 241.0.0.0/8");
  }
}
