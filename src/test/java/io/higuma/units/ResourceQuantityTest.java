package io.higuma.units;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceQuantityTest {
  @ParameterizedTest
  @CsvSource({
    "1000m,1",
    "0.5,500m",
    "1.5,1500m",
    "1000M,1G",
    "1000000,1M",
    "1024,1024",
    "100u,100u",
    "1024Mi,1Gi",
    "1.5Gi,1536Mi",
    "512000Ki,500Mi",
    "1000Mi,1000Mi",
    "0.1Ki,102400m",
    "1e3,1e3",
    "1E4,10e3",
    "0,0",
    "0Mi,0",
    "50M,50M",
    "-1500m,-1500m",
    ".5,500m",
    "5.,5",
    "1.0000000001,1000000001n",
    "1000E,1000E",
    "2048E,2048E",
    "1k,1k",
    "1e-3,1e-3"
  })
  void printsTheCanonicalForm(String text, String canonical) {
    assertThat(ResourceQuantity.parse(text).orElseThrow().canonical()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " 1", "1 ", "1mi", "1KiB", "abc", "--1", "1e", "1e9999", "0x10", "1,5", "."})
  void refusesWhatIsNoQuantity(String text) {
    assertThat(ResourceQuantity.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1000", "1500m,1500", "1.0001,1001", "0,0", "1u,1"})
  void millisAreRoundedUp(String text, long millis) {
    assertThat(ResourceQuantity.parse(text).orElseThrow().millis()).isEqualTo(millis);
  }
}
