package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.inject.PodEdit;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerBufferTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void anAnswerHasNothingOfTheOneBefore() throws IOException {
    byte[] large = write("x".repeat(200_000));
    byte[] small = write("y");
    assertThat(valueIn(large)).hasSize(200_000);
    assertThat(valueIn(small)).isEqualTo("y");
    assertThat(new String(denial(), UTF_8)).contains("\"no\"").doesNotContain("patch");
    assertThat(valueIn(large)).as("and keeps what it said").hasSize(200_000);
  }

  @Test
  void threadsDoNotShareIt() {
    assertThat(
            IntStream.range(0, 2_000)
                .parallel()
                .allMatch(i -> {
                  String value = Integer.toString(i).repeat(500);
                  return value.equals(valueIn(write(value)));
                }))
        .isTrue();
  }

  @Test
  void theMemoryOfALargeAnswerIsGivenBack() throws IOException {
    var buffer = new AnswerBuffer();
    buffer.write(new byte[100_000]);
    assertThat(buffer.array().length).isGreaterThanOrEqualTo(100_000);
    assertThat(buffer.cleared().array()).hasSize(8 << 10);
    assertThat(buffer.size()).isZero();
  }

  private static byte[] write(String value) {
    return AdmissionCodec.write(
        "admission.k8s.io/v1",
        "u-1",
        new AdmissionAnswer.Patched(
            List.of(new PodEdit("add", "/a", JsonNodeFactory.instance.textNode(value))),
            AdmissionAnswer.Remarks.NONE));
  }

  private static byte[] denial() {
    return AdmissionCodec.write(
        "admission.k8s.io/v1", "u-1", new AdmissionAnswer.Denied(403, "no"));
  }

  private static String valueIn(byte[] answer) {
    try {
      JsonNode patch = JSON.readTree(answer).path("response").path("patch");
      return JSON.readTree(patch.binaryValue()).path(0).path("value").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
