package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExactBytesTest {
  @Test
  void piecesAreJoined() throws IOException {
    var bytes = new ExactBytes();
    assertThat(bytes.all()).isEmpty();
    byte[] source = "xhellox".getBytes(StandardCharsets.UTF_8);
    bytes.write(source, 1, 4);
    bytes.write('o');
    bytes.write(source, 0, 0);
    bytes.write(" there".getBytes(StandardCharsets.UTF_8));
    assertThat(bytes.all()).asString().isEqualTo("hello there");
  }
}
