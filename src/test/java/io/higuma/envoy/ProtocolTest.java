package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolTest {
  @ParameterizedTest
  @CsvSource({
    "GRPC, HTTP2, HTTP2",
    "HTTP, HTTP2, TCP",
    "GRPC, TCP, TCP",
    "KAFKA, HTTP, TCP",
    "HTTP, HTTP, HTTP",
    "TLS, TCP, UNKNOWN",
    "HTTP, UNKNOWN, UNKNOWN"
  })
  void twoHaveInCommonWhatBothStandOn(Protocol one, Protocol other, Protocol common) {
    assertThat(Protocol.common(List.of(one, other))).isEqualTo(common);
    assertThat(Protocol.common(List.of(other, one))).isEqualTo(common);
  }

  @Test
  void namesAreReadInAnyCase() {
    assertThat(Protocol.of("HTTP2")).isEqualTo(Protocol.HTTP2);
    assertThat(Protocol.of("unknown")).isEqualTo(Protocol.UNKNOWN);
    assertThat(Protocol.of("")).isEqualTo(Protocol.UNKNOWN);
    assertThat(Protocol.common(List.of())).isEqualTo(Protocol.UNKNOWN);
  }
}
