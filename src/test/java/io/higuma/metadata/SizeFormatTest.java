package io.higuma.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeFormatTest {
  @ParameterizedTest
  @CsvSource({"0,0", "0Mi,0", "250m,250m", "1.5Gi,1536Mi", "+1,1"})
  void aQuantityIsWhatKubernetesTakes(String value, String canonical) {
    assertThat(Format.QUANTITY.parse("key", value))
        .isInstanceOfSatisfying(
            Parsed.Value.class, found -> assertThat(found.value()).hasToString(canonical));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "-1", "-1m", "1 Gi", "1GB", "half"})
  void noQuantityIsRefusedWithAnExample(String value) {
    assertThat(Format.QUANTITY.parse("key", value))
        .isEqualTo(
            new Parsed.Malformed<>(
                "failed to parse annotation \"key\": \"%s\" is not a quantity, 0 or more, such as 500m or 64Mi"
                    .formatted(value)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu=NotRequired",
        "memory=RestartContainer",
        "memory=RestartContainer;cpu=NotRequired"
      })
  void aResizePolicyIsOfCpuOrMemory(String value) {
    assertThat(Format.RESIZE_POLICY.parse("key", value)).isInstanceOf(Parsed.Value.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "cpu", "cpu=", "cpu=notrequired", "ephemeral-storage=NotRequired", "cpu=a=b"})
  void noResizePolicyIsRefusedWithAnExample(String value) {
    assertThat(Format.RESIZE_POLICY.parse("key", value))
        .isInstanceOfSatisfying(
            Parsed.Malformed.class,
            found ->
                assertThat(found.message()).contains("\"key\"", "\"" + value + "\"", "the form "));
  }
}
