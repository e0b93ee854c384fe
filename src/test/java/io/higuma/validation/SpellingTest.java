package io.higuma.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private static final List<String> NAMES =
      List.of("port", "drainTime", "kuma.io/mesh", "adminPort");

  @ParameterizedTest
  @CsvSource({
    "prt, port",
    "porrt, port",
    "pont, port",
    "prot, port",
    "Port, port",
    "draintime, drainTime",
    "drianTmie, drainTime",
    "drainTi, drainTime",
    "xxdrainTime, drainTime",
    "kuma.io/mash, kuma.io/mesh",
    "akuma.io/mes, kuma.io/mesh",
    "uma.io/meshh, kuma.io/mesh",
    "kuma.io/esmh, kuma.io/mesh",
    "kmua.io/mehs, kuma.io/mesh",
  })
  void aSlipOrTwoAreForgiven(String written, String meant) {
    assertThat(Spelling.nearest(written, NAMES)).hasValue(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "pxxt",
        "tpor",
        "drainTimexyz",
        "time",
        "kuma.io/shem",
        "kmua.oi/mehs",
        "mesh.io/kuma"
      })
  void otherNamesAreOther(String written) {
    assertThat(Spelling.nearest(written, NAMES)).isEmpty();
  }

  @Test
  void ofTwoTheNearestIsMeant() {
    assertThat(Spelling.nearest("colour", List.of("collar", "color", "colours"))).hasValue("color");
  }
}
