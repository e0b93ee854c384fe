package io.higuma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {
  @Test
  void isColorfulOnATerminalWhereTheUserWantsIt() {
    assertThat(Screen.of(Map.of("TERM", "xterm", "NO_COLOR", ""), "terminal"))
        .isEqualTo(Screen.COLORFUL);
    assertThat(Screen.of(Map.of(), "")).isEqualTo(Screen.PLAIN);
    assertThat(Screen.of(Map.of("NO_COLOR", "1"), "terminal")).isEqualTo(Screen.PLAIN);
    assertThat(Screen.of(Map.of("TERM", "dumb"), "terminal")).isEqualTo(Screen.PLAIN);
  }

  @Test
  void theUsersOptionWins() {
    assertThat(ColorMode.auto.appliesTo(Screen.COLORFUL)).isTrue();
    assertThat(ColorMode.auto.appliesTo(Screen.PLAIN)).isFalse();
    assertThat(ColorMode.always.appliesTo(Screen.PLAIN)).isTrue();
    assertThat(ColorMode.never.appliesTo(Screen.COLORFUL)).isFalse();
  }
}
