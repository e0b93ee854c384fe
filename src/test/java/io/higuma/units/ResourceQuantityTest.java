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
  @CsvSource({
    // one, other, whether they are the same, whether one is less, sum, difference
    "1024Mi,1Gi,true,false,2Gi,0",
    "1,500m,false,false,1500m,500m",
    "100m,1,false,true,1100m,-900m",
    "0,64Mi,false,true,64Mi,-67108864",
  })
  void comparesAndAddsAmounts(
      String one, String other, boolean same, boolean less, String sum, String difference) {
    ResourceQuantity left = ResourceQuantity.parse(one).orElseThrow();
    ResourceQuantity right = ResourceQuantity.parse(other).orElseThrow();
    assertThat(left.isSameAs(right)).isEqualTo(same);
    assertThat(left.isLessThan(right)).isEqualTo(less);
    assertThat(left.plus(right)).hasToString(sum);
    assertThat(left.minus(right)).hasToString(difference);
  }

  @ParameterizedTest
  @CsvSource({"1,true", "0,true", "1.5Ki,true", "1000m,true", "100m,false", "0.1Ki,false"})
  void knowsFractions(String text, boolean whole) {
    assertThat(ResourceQuantity.parse(text).orElseThrow().isWhole()).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource({"1,1000", "1500m,1500", "1.0001,1001", "0,0", "1u,1"})
  void millisAreRoundedUp(String text, long millis) {
    assertThat(ResourceQuantity.parse(text).orElseThrow().millis()).isEqualTo(millis);
  }
}
